// Doubling up to half a minute; what is waited is taken from the patience.
#include "tools/mayfly/backoff.h"

#include <algorithm>

namespace mayfly {
namespace {

constexpr Milliseconds kPauseMax{30'000};

}  // namespace

std::optional<Milliseconds> Backoff::next(std::optional<Milliseconds> retry_after,
                                          uint32_t random) {
  const auto half = pause_.count() / 2;
  Milliseconds pause{half + static_cast<int64_t>(random % static_cast<uint32_t>(half + 1))};
  if (retry_after) pause = std::max(pause, *retry_after);
  if (pause > patience_left_) return std::nullopt;
  patience_left_ -= pause;
  pause_ = std::min(pause_ * 2, kPauseMax);
  return pause;
}

}  // namespace mayfly
