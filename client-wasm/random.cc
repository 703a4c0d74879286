// The system's generator, through libsodium; in the browser, wasm/random.cc stands behind that.
#include "client-wasm/random.h"

#include <sodium.h>

namespace mayfly {

void SystemRandom::fill(MutableBytes out) { randombytes_buf(out.data(), out.size()); }

}  // namespace mayfly
