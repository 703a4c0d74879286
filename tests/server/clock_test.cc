// A wall clock that is set back, leaps, and is right again.
#include "server/clock_steady.h"

#include <doctest/doctest.h>

using namespace mayfly;

namespace {

class Hand final : public Clock {
 public:
  explicit Hand(UnixTime time) : time_(time) {}
  UnixTime now() const override { return time_; }
  void turn(int64_t seconds) { time_ += seconds; }

 private:
  UnixTime time_;
};

struct Clocks {
  void pass(int64_t seconds) {
    wall.turn(seconds);
    uptime.turn(seconds);
  }
  static constexpr UnixTime kBegin = 1'790'000'000;
  Hand wall{kBegin};
  Hand uptime{1'000};
  SteadyClock steady{wall, uptime};
};

constexpr int64_t kDay = 86'400;

}  // namespace

TEST_CASE_FIXTURE(Clocks, "time passes as the wall clock says") {
  CHECK(steady.now() == kBegin);
  pass(10);
  CHECK(steady.now() == kBegin + 10);
  wall.turn(3 * kDay);  // the machine slept
  CHECK(steady.now() == kBegin + 10 + 3 * kDay);
}

TEST_CASE_FIXTURE(Clocks, "set back a little, time stands still until the clock is there again") {
  wall.turn(-30);
  for (int i = 0; i < 30; ++i) {
    CHECK(steady.now() == kBegin);
    pass(1);
  }
  pass(1);
  CHECK(steady.now() == kBegin + 1);
}

TEST_CASE_FIXTURE(Clocks, "set back by hours, time goes on by what has passed") {
  wall.turn(-3 * 3'600);
  for (int64_t passed = 0; passed < 3 * 3'600; passed += 600) {
    CHECK(steady.now() == kBegin + passed);
    pass(600);
  }
  wall.turn(3 * 3'600);
  CHECK(steady.now() == kBegin + 3 * 3'600);
  CHECK(steady.now() == wall.now());
}

TEST_CASE_FIXTURE(Clocks,
                  "a leap of ten years is not believed; the clock is again, when it is near") {
  wall.turn(3'650 * kDay);
  CHECK(steady.now() == kBegin);
  pass(100);
  CHECK(steady.now() == kBegin + 100);
  wall.turn(-3'650 * kDay);
  CHECK(steady.now() == kBegin + 100);
  pass(100);
  CHECK(steady.now() == kBegin + 200);
}

TEST_CASE_FIXTURE(Clocks,
                  "a clock that is asked often and set back again and again does not run ahead") {
  for (int i = 0; i < 10'000; ++i) {
    uptime.turn(i % 3 == 0 ? 1 : 0);
    wall.turn(i % 3 == 1 ? 1 : 0);
    if (i % 1'000 == 0) wall.turn(i % 2'000 == 0 ? -20 : 20);
    steady.now();
  }
  CHECK(steady.now() - kBegin <= uptime.now() - 1'000 + 40);
}
