// A part on its way in or out of the module, in place.
#pragma once

#include "common/bytes.h"

namespace mayfly::wasm {

// As large as JavaScript made it with resize_part.
MutableBytes part();

}  // namespace mayfly::wasm
