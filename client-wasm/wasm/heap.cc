// The modules' memory: first fit in a list of what is free, in order of address, neighbours joined
// again. A session has some dozens of allocations at a time, and needs nothing cleverer.
#include <cstddef>
#include <cstdint>

extern "C" char __heap_base;  // the linker's: where static data and the stack end

namespace {

// In front of every piece, free or not.
struct Piece {
  size_t size;  // in bytes, with this; a multiple of 8
  Piece* next;  // while it is free
};
static_assert(sizeof(Piece) == 8, "what follows a piece's head is aligned as anything may be");

constexpr size_t kSizeMax = size_t{1} << 31;
constexpr size_t kPageSize = 64 * 1024;

Piece* first_free = nullptr;
char* unused = &__heap_base;  // from here on, nothing was ever given out

Piece* end_of(Piece* piece) {
  return reinterpret_cast<Piece*>(reinterpret_cast<char*>(piece) + piece->size);
}

// A piece of at least `size` bytes out of the list, or null.
Piece* take_free(size_t size) {
  for (Piece** link = &first_free; *link != nullptr; link = &(*link)->next) {
    Piece* piece = *link;
    if (piece->size < size) continue;
    if (piece->size - size <= sizeof(Piece)) {
      *link = piece->next;
      return piece;
    }
    piece->size -= size;
    piece = end_of(piece);
    piece->size = size;
    return piece;
  }
  return nullptr;
}

// A piece of what was never given out, or null where the memory cannot grow.
Piece* take_unused(size_t size) {
  const size_t end = reinterpret_cast<size_t>(unused) + size;
  const size_t pages = __builtin_wasm_memory_size(0);
  const size_t needed = (end + kPageSize - 1) / kPageSize;
  if (needed > pages && __builtin_wasm_memory_grow(0, needed - pages) == SIZE_MAX) return nullptr;
  Piece* const piece = reinterpret_cast<Piece*>(unused);
  piece->size = size;
  unused += size;
  return piece;
}

}  // namespace

extern "C" {

void free(void* data) {
  if (data == nullptr) return;
  Piece* piece = static_cast<Piece*>(data) - 1;
  Piece* before = nullptr;
  Piece* behind = first_free;
  while (behind != nullptr && behind < piece) {
    before = behind;
    behind = behind->next;
  }
  piece->next = behind;
  if (end_of(piece) == behind) {
    piece->size += behind->size;
    piece->next = behind->next;
  }
  if (before == nullptr) {
    first_free = piece;
  } else if (end_of(before) == piece) {
    before->size += piece->size;
    before->next = piece->next;
  } else {
    before->next = piece;
  }
}

void* malloc(size_t size) {
  if (size > kSizeMax) return nullptr;
  size = (size + sizeof(Piece) + 7) / 8 * 8;
  Piece* piece = take_free(size);
  if (piece == nullptr) piece = take_unused(size);
  return piece == nullptr ? nullptr : piece + 1;
}

}  // extern "C"
