// age's X25519 keys in text: AGE-SECRET-KEY-1… and age1…, Bech32 of their 32 bytes (C2SP age.md,
// "The X25519 recipient type").
#pragma once

#include <string>
#include <string_view>

#include "client-wasm/keys.h"
#include "client-wasm/x25519.h"
#include "common/result.h"

namespace mayfly::age {

std::string format_identity(const AgeIdentity& identity);

// In upper case, as age writes it, or all lower case, as Bech32 allows. kBadInput for everything
// else.
Result<AgeIdentity> parse_identity(std::string_view text);

std::string format_recipient(const X25519Point& recipient);

// In lower case only, as age takes it. kBadInput for everything else.
Result<X25519Point> parse_recipient(std::string_view text);

}  // namespace mayfly::age
