// The loop that does the work: ChaCha20 on the vector unit, and beside it Poly1305 on the scalar
// one.
#pragma once

#include "client-wasm/aead/chacha20.h"
#include "client-wasm/aead/poly1305.h"

namespace mayfly::aead {

// Xors the keystream into `groups` groups of kGroupSize bytes at `data`, and moves the counter on.
// On the way `mac` absorbs as many bytes at `mac_input`, which may be `data` itself (what is opened
// is read before it is written) or the group before it (what was just sealed); none where it is
// null.
void stitch(ChaCha20& cipher, uint8_t* data, size_t groups, Poly1305& mac,
            const uint8_t* mac_input);

}  // namespace mayfly::aead
