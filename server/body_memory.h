// Memory of bodies that is used again. Fresh memory comes page by page, as it is written to: that
// takes a part's share of receiving it anywhere, and ten times as long as all else together on
// virtual machines whose host looks after each page.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <vector>

namespace mayfly {

struct FreeMemory {
  void operator()(char* bytes) const { std::free(bytes); }
};

struct MemoryBlock {
  std::unique_ptr<char[], FreeMemory> bytes;
  size_t capacity = 0;
};

// A large one lies on huge pages where the system has some, which come at once.
MemoryBlock fresh_block(size_t size);

// From any thread.
class BodyMemory {
 public:
  // What was given back is kept as far as it makes no more than so many bytes with what is in use.
  explicit BodyMemory(size_t kept_max) : kept_max_(kept_max) {}

  // At least `size` bytes, and at most an eighth more; they may hold what an earlier body held.
  MemoryBlock take(size_t size);
  void give(MemoryBlock block);
  // The system gets back what has not been needed since the last call.
  void trim();
  size_t spare() const;

 private:
  MemoryBlock take_spare(size_t size);
  // Moves the blocks that have been spare for longest: as many as make `size` bytes, or fewer.
  std::vector<MemoryBlock> pass_on(size_t size);

  const size_t kept_max_;
  mutable std::mutex guard_;
  std::vector<MemoryBlock> blocks_;  // the one that was used last behind
  size_t in_use_ = 0;                // bytes of blocks that were taken
  size_t spare_ = 0;                 // bytes in blocks_
  size_t unneeded_ = 0;              // the least that spare_ was since the last trim()
};

}  // namespace mayfly
