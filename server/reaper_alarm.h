// How a rule tells the reaper that there is something to erase now.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace mayfly {

class Alarm {
 public:
  void ring() {
    const std::lock_guard lock(mutex_);
    rung_ = true;
    changed_.notify_all();
  }

  // Returns when rung, or after `at_most`; whoever returns has heard all rings up to then.
  void wait(std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, at_most, [this] { return rung_; });
    rung_ = false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool rung_ = false;
};

}  // namespace mayfly
