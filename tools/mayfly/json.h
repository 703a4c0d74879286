// JSON from a server that is not trusted: parsed without exceptions, members taken only in their
// right type.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace mayfly {

using Json = nlohmann::json;

// Nothing unless it is one JSON object.
std::optional<Json> parse_json_object(std::string_view text);
std::string json_text(const Json& value);

// Nothing where the member is missing or of another type.
std::optional<uint64_t> json_number(const Json& object, const char* member);
std::optional<bool> json_bool(const Json& object, const char* member);
std::optional<std::string> json_string(const Json& object, const char* member);

}  // namespace mayfly
