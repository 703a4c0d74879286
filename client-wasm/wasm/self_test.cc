// What the loader asks of a build before anything else.
#include "client-wasm/aead/self_test.h"

#include "client-wasm/wasm/boundary.h"

namespace mayfly::wasm {

// 1 when this build computes right in this engine.
MAYFLY_EXPORT(self_test) int self_test() { return aead::self_test() ? 1 : 0; }

}  // namespace mayfly::wasm
