// Base64 without padding (RFC 4648), decoded strictly, in constant time for one length: what is
// encoded may be a secret. Written for size: libsodium's codec, with its ways to be lenient, takes
// three times as much of a module.
#pragma once

#include <string>
#include <string_view>

#include "common/bytes.h"

namespace mayfly {

// The two digits that alphabets differ in.
struct Base64Alphabet {
  char digit_62;
  char digit_63;
};
inline constexpr Base64Alphabet kBase64Standard{'+', '/'};  // section 4
inline constexpr Base64Alphabet kBase64Url{'-', '_'};       // section 5

constexpr size_t base64_length(size_t byte_count) { return (byte_count * 4 + 2) / 3; }

std::string base64_encode(ByteView bytes, Base64Alphabet alphabet);

// False unless `text` is what base64_encode writes for out.size() bytes.
[[nodiscard]] bool base64_decode(std::string_view text, MutableBytes out, Base64Alphabet alphabet);

}  // namespace mayfly
