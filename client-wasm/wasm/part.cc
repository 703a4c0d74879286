// The room for one part.
#include "client-wasm/wasm/part.h"

#include "client-wasm/wasm/boundary.h"

namespace mayfly::wasm {
namespace {

Held<SecretBytes> room;

}  // namespace

MutableBytes part() { return room ? room->expose_mutable() : MutableBytes(); }

// The old part is wiped; with size 0, that is all.
MAYFLY_EXPORT(resize_part) uint8_t* resize_part(size_t size) {
  return room.emplace(size).expose_mutable().data();
}

}  // namespace mayfly::wasm
