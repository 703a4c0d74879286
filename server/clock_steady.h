// The time of day as rules may use it: it never goes back, and does not leap by years.
#pragma once

#include <mutex>

#include "server/clock.h"

namespace mayfly {

// Seconds since some moment; no one can set it.
class UptimeClock final : public Clock {
 public:
  UnixTime now() const override {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(since).count();
  }
};

// Follows the wall clock while it can be believed, and counts on by the other where it is set back
// or leaps ahead, until it is near again. A leap by less is believed: it may have been a machine
// that slept, and what should have ended must end. Safe for use by many threads.
class SteadyClock final : public Clock {
 public:
  static constexpr int64_t kSetBackMax = 60;         // seconds through which time stands still
  static constexpr int64_t kLeapMax = 366 * 86'400;  // seconds; nothing sleeps that long

  // What the wall clock says first is believed.
  SteadyClock(const Clock& wall, const Clock& uptime)
      : wall_(wall), uptime_(uptime), last_(wall.now()), last_uptime_(uptime.now()) {}

  UnixTime now() const override;
  int64_t milliseconds() const override { return wall_.milliseconds(); }

 private:
  const Clock& wall_;
  const Clock& uptime_;
  mutable std::mutex mutex_;
  mutable UnixTime last_;
  mutable UnixTime last_uptime_;
};

}  // namespace mayfly
