// What the rules have done since the start, as numbers that tell no drop from another.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "server/histogram.h"

namespace mayfly {

enum class Counted : uint8_t {
  kDropCreated,
  kDropSealed,
  kDropViewed,  // ended for this reason, as are the next three
  kDropExpired,
  kDropBurned,
  kDropRemoved,
  kViewGranted,
  kViewDone,
  kViewLapsed,
  kViewGivenBack,  // lapsed before a part was sent
  kTokenWrong,
};
inline constexpr size_t kCountedKinds = static_cast<size_t>(Counted::kTokenWrong) + 1;

// Safe for use by many threads; a count costs one atomic addition.
class Counts {
 public:
  void add(Counted what) { at(what).fetch_add(1, std::memory_order_relaxed); }
  uint64_t of(Counted what) const {
    return counts_[static_cast<size_t>(what)].load(std::memory_order_relaxed);
  }

  Histogram erase_seconds;  // from the end of a drop until its bytes are gone
  Histogram pass_seconds;   // of the reaper

 private:
  std::atomic<uint64_t>& at(Counted what) { return counts_[static_cast<size_t>(what)]; }

  std::array<std::atomic<uint64_t>, kCountedKinds> counts_{};
};

}  // namespace mayfly
