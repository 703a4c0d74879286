// A request's JSON body, read strictly: one object, no member twice, each member of its type.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "common/base64url.h"
#include "server/refusal.h"

namespace mayfly {

// Every reader refuses with kBadField and the member's name. Members nobody asks for are ignored.
class JsonFields {
 public:
  // kBadJson unless the text is one object in UTF-8 without a member twice, at any depth.
  static Answer<JsonFields> parse(std::string_view text);

  bool has(Literal name) const { return find(name) != nullptr; }

  // An integer from 0 to `max`.
  Answer<uint64_t> number(Literal name, uint64_t max) const;
  Answer<bool> boolean(Literal name) const;
  // base64url of 1 to `size_max` bytes.
  Answer<Bytes> bytes(Literal name, size_t size_max) const;
  // The same, or nothing where the member is null or missing.
  Answer<std::optional<Bytes>> optional_bytes(Literal name, size_t size_max) const;
  // An object of its own, or nothing where the member is null or missing.
  Answer<std::optional<JsonFields>> optional_object(Literal name) const;

  // A fixed-length value with a parse() of its own: an id, a key, a verifier.
  template <typename Value>
  Answer<Value> value(Literal name) const {
    const std::string* text = string(name);
    if (text == nullptr) return refuse_field(name);
    auto parsed = Value::parse(*text);
    if (!parsed) return refuse_field(name);
    return *std::move(parsed);
  }

 private:
  explicit JsonFields(nlohmann::json object) : object_(std::move(object)) {}

  // Null where it is missing.
  const nlohmann::json* find(Literal name) const;
  // Null where it is missing or no string.
  const std::string* string(Literal name) const;
  bool is_null(Literal name) const;

  nlohmann::json object_;
};

}  // namespace mayfly
