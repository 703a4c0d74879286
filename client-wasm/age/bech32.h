// age identities in text: AGE-SECRET-KEY-1…, Bech32 (BIP 173) of the 32 bytes of an X25519 secret
// key.
#pragma once

#include <string>
#include <string_view>

#include "client-wasm/keys.h"
#include "common/result.h"

namespace mayfly::age {

std::string format_identity(const AgeIdentity& identity);

// In upper case, as age writes it, or all lower case, as Bech32 allows. kBadInput for everything
// else.
Result<AgeIdentity> parse_identity(std::string_view text);

}  // namespace mayfly::age
