// Does the AEAD compute what others compute? Asked once before any secret meets it.
#pragma once

#include "client-wasm/aead/aead.h"

namespace mayfly::aead {

// Known answers over every way through the code, a few milliseconds. Compilers and engines have
// bugs that a round trip does not show: a wrong ciphertext opens as it was sealed.
[[nodiscard]] bool self_test(decltype(seal)& sealing = seal, decltype(open)& opening = open);

}  // namespace mayfly::aead
