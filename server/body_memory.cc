// Which spare block fits, and which have been spare for too long.
#include "server/body_memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstddef>
#include <new>
#include <utility>

namespace mayfly {
namespace {

// What is smaller the allocator itself uses again.
constexpr size_t kKeptSizeMin = 128 * 1024;

bool fits(const MemoryBlock& block, size_t size) {
  return block.capacity >= size && block.capacity - size <= size / 8;
}

constexpr size_t kHugePage = 2 * 1024 * 1024;  // of x86-64 and most of arm64

}  // namespace

MemoryBlock fresh_block(size_t size) {
  const bool is_large = size >= kHugePage;
  void* bytes = nullptr;
  if (posix_memalign(&bytes, is_large ? kHugePage : alignof(std::max_align_t), size) != 0) {
    throw std::bad_alloc();
  }
  // Not the end, which would take a whole one. Where there are none it lies on small ones.
  if (is_large) madvise(bytes, size - size % kHugePage, MADV_HUGEPAGE);
  return {decltype(MemoryBlock::bytes)(static_cast<char*>(bytes)), size};
}

MemoryBlock BodyMemory::take(size_t size) {
  std::vector<MemoryBlock> freed;  // behind the lock, as in the others
  if (size >= kKeptSizeMin) {
    const std::lock_guard lock(guard_);
    MemoryBlock block = take_spare(size);
    in_use_ += block.bytes ? block.capacity : size;
    if (block.bytes) return block;
    const size_t all = in_use_ + spare_;
    if (all > kept_max_) freed = pass_on(all - kept_max_);
  }
  return fresh_block(size);
}

void BodyMemory::give(MemoryBlock block) {
  if (block.capacity < kKeptSizeMin) return;
  const std::lock_guard lock(guard_);
  in_use_ -= block.capacity;
  if (in_use_ + spare_ + block.capacity > kept_max_) return;
  spare_ += block.capacity;
  blocks_.push_back(std::move(block));
}

void BodyMemory::trim() {
  std::vector<MemoryBlock> freed;
  const std::lock_guard lock(guard_);
  freed = pass_on(unneeded_);
  unneeded_ = spare_;
}

size_t BodyMemory::spare() const {
  const std::lock_guard lock(guard_);
  return spare_;
}

MemoryBlock BodyMemory::take_spare(size_t size) {
  const auto found = std::find_if(blocks_.rbegin(), blocks_.rend(),
                                  [&](const MemoryBlock& block) { return fits(block, size); });
  if (found == blocks_.rend()) return {};
  MemoryBlock block = std::move(*found);
  blocks_.erase(std::next(found).base());
  spare_ -= block.capacity;
  unneeded_ = std::min(unneeded_, spare_);
  return block;
}

std::vector<MemoryBlock> BodyMemory::pass_on(size_t size) {
  std::vector<MemoryBlock> passed;
  size_t passed_size = 0;
  while (passed.size() < blocks_.size() && passed_size < size) {
    passed.push_back(std::move(blocks_[passed.size()]));
    passed_size += passed.back().capacity;
  }
  blocks_.erase(blocks_.begin(), blocks_.begin() + static_cast<ptrdiff_t>(passed.size()));
  spare_ -= passed_size;
  unneeded_ = std::min(unneeded_, spare_);
  return passed;
}

}  // namespace mayfly
