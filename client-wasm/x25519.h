// X25519 (RFC 7748). Public keys are made by multiplying the base point, which spares wasm a 30 kB
// table.
#pragma once

#include "common/bytes.h"
#include "common/result.h"
#include "common/secret.h"

namespace mayfly {

using X25519Point = ByteArray<32>;
using SharedSecret = Secret<struct SharedSecretTag, 32>;

X25519Point x25519_public(std::span<const uint8_t, 32> secret);

// kBadHeader for a point of low order, whose shared secret would be all zero.
Result<SharedSecret> x25519_shared(std::span<const uint8_t, 32> secret,
                                   std::span<const uint8_t, 32> point);

}  // namespace mayfly
