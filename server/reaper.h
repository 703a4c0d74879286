// What has run its time: drops, uploads, leases and tombstones; and the erasing of bytes.
#pragma once

#include <atomic>

#include "server/rules.h"

namespace mayfly {

// One thread calls run(), another one repair(); any thread may stop(). Rules wake it through
// rules.alarm.
class Reaper {
 public:
  explicit Reaper(Rules& rules) : rules_(rules) {}

  // Once after a start, beside all else, since it walks through all files: lets the passes erase
  // what belongs to no drop. The rest of what a crash cut short is still due. Ends early at stop().
  Status repair();

  // Handles all that is due by the clock and erases all that waits for it. Returns when something
  // is due next, which is now when the pass stopped at its bound. After an error the next pass
  // tries again.
  Result<UnixTime> pass();

  // Passes until stop(): when woken, when something is due, and each second at the least.
  // `on_error` hears of passes that failed; it must not throw.
  template <typename OnError>
  void run(OnError&& on_error) {
    while (!stopped_) {
      const auto begun = std::chrono::steady_clock::now();
      const Result<UnixTime> next = pass();
      const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
      rules_.counts.pass_seconds.observe(took.count());
      if (!next) on_error(next.error());
      const bool more = next && *next <= rules_.clock.now();
      if (!stopped_ && !more) rules_.alarm.wait(kPoll);
    }
  }
  void stop() {
    stopped_ = true;
    rules_.alarm.ring();
  }

 private:
  static constexpr std::chrono::milliseconds kPoll{1000};

  Rules& rules_;
  std::atomic<bool> stopped_ = false;
};

}  // namespace mayfly
