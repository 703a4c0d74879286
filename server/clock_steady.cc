// Each reading is compared with the one before it.
#include "server/clock_steady.h"

#include <algorithm>

namespace mayfly {

UnixTime SteadyClock::now() const {
  const std::lock_guard lock(mutex_);
  const UnixTime wall = wall_.now();
  const UnixTime uptime = uptime_.now();
  const UnixTime expected = last_ + (uptime - last_uptime_);
  const bool is_near = wall >= expected - kSetBackMax && wall <= expected + kLeapMax;
  last_ = std::max(last_, is_near ? wall : expected);
  last_uptime_ = uptime;
  return last_;
}

}  // namespace mayfly
