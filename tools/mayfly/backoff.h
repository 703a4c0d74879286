// When to try again: growing pauses with jitter, within one person's patience. Knows no clock and
// no generator.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace mayfly {

using Milliseconds = std::chrono::milliseconds;

class Backoff {
 public:
  explicit Backoff(Milliseconds patience) : patience_left_(patience) {}

  // The pause before the next try, or nothing when patience is at its end. `retry_after` is what
  // the server asked for; `random` spreads many clients over half to all of the pause.
  std::optional<Milliseconds> next(std::optional<Milliseconds> retry_after, uint32_t random);

 private:
  Milliseconds patience_left_;
  Milliseconds pause_{250};
};

}  // namespace mayfly
