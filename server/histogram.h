// How long things took, counted in classes of time: what a quantile can be read from later.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace mayfly {

// Safe for use by many threads; an observation costs two atomic additions.
class Histogram {
 public:
  // Upper bounds of the classes, in seconds; there is one more above the last.
  static constexpr std::array kBounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                         0.25,  0.5,    1.0,   2.5,  5.0,   10.0, 30.0};
  static constexpr size_t kClasses = kBounds.size() + 1;

  void observe(double seconds) {
    size_t index = 0;
    while (index < kBounds.size() && seconds > kBounds[index]) ++index;
    classes_[index].fetch_add(1, std::memory_order_relaxed);
    microseconds_.fetch_add(static_cast<uint64_t>(seconds * 1e6), std::memory_order_relaxed);
  }
  uint64_t in_class(size_t index) const { return classes_[index].load(std::memory_order_relaxed); }
  double sum_seconds() const {
    return static_cast<double>(microseconds_.load(std::memory_order_relaxed)) / 1e6;
  }

 private:
  std::array<std::atomic<uint64_t>, kClasses> classes_{};
  std::atomic<uint64_t> microseconds_ = 0;
};

}  // namespace mayfly
