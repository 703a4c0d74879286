// The share link of a session: made by a sender, opened by a recipient.
#pragma once

#include "client-wasm/keys.h"
#include "client-wasm/wasm/boundary.h"

namespace mayfly::wasm {

Held<LinkSecret>& link();

// The link's root. kConflict where there is no link yet, kBadInput for a password hash of another
// size.
Result<Root> root_with(ByteView password);

}  // namespace mayfly::wasm
