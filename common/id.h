// Public names of things as types that cannot be mixed up: comparable, printable, fixed in length.
#pragma once

#include <string>
#include <string_view>

#include "common/base64url.h"
#include "common/bytes.h"
#include "common/result.h"

namespace mayfly {

template <typename Tag, size_t N>
struct Id {
  static constexpr size_t kSize = N;

  ByteArray<N> bytes{};

  static Id from(std::span<const uint8_t, N> source) {
    Id id;
    std::copy(source.begin(), source.end(), id.bytes.begin());
    return id;
  }
  // From its base64url text; kBadInput for anything that to_text() would not have written.
  static Result<Id> parse(std::string_view text) {
    Id id;
    MAYFLY_TRY(base64url_decode_into(text, id.bytes));
    return id;
  }
  std::string to_text() const { return base64url_encode(bytes); }
  ByteView view() const { return bytes; }

  bool operator==(const Id&) const = default;
  bool operator<(const Id& other) const { return bytes < other.bytes; }
};

using DropId = Id<struct DropTag, 16>;
using GrantId = Id<struct GrantTag, 16>;
using ViewId = Id<struct ViewTag, 16>;
using ReportId = Id<struct ReportTag, 16>;
// An X25519 public key to which the server seals the owner's events.
using OwnerKey = Id<struct OwnerKeyTag, 32>;

}  // namespace mayfly
