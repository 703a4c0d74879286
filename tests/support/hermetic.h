// Time that passes when told to, and randomness that is none: what hermetic tests hand in.
#pragma once

#include "server/clock.h"
#include "server/random.h"

namespace mayfly {

class FixedClock final : public Clock {
 public:
  UnixTime now() const override { return now_; }
  void pass(UnixTime seconds) { now_ += seconds; }

 private:
  UnixTime now_ = 1'800'000'000;
};

// Repeats itself from run to run.
class CountingRandom final : public Random {
 public:
  void fill(MutableBytes out) override {
    for (uint8_t& byte : out) {
      state_ = state_ * 1'103'515'245 + 12'345;
      byte = static_cast<uint8_t>(state_ >> 16);
    }
  }

 private:
  uint32_t state_ = 1;
};

}  // namespace mayfly
