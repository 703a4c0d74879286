// Bech32 (BIP 173) of 32-byte keys: a human-readable part, `1`, the key, a checksum. So age writes
// its keys.
#pragma once

#include <string>
#include <string_view>

#include "common/bytes.h"
#include "common/result.h"

namespace mayfly {

inline constexpr size_t kBech32KeySize = 32;

// What the recipients of age's X25519 files begin with: `age1…`.
inline constexpr std::string_view kAgeRecipientPrefix = "age";

// In lower case, as `prefix` must be.
std::string bech32_encode(std::string_view prefix, std::span<const uint8_t, kBech32KeySize> key);

// All in lower case, or all in upper case. kBadInput for what bech32_encode would not have written
// but for case; then `out` is undefined.
Status bech32_decode_into(std::string_view prefix, std::string_view text,
                          std::span<uint8_t, kBech32KeySize> out);

}  // namespace mayfly
