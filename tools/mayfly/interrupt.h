// Ctrl-C as a question that work in progress asks, so that it can end in order.
#pragma once

#include <signal.h>

#include <atomic>
#include <functional>
#include <thread>

#include "tools/mayfly/backoff.h"
#include "tools/mayfly/file_descriptor.h"

namespace mayfly {

// While it lives, the first SIGINT, SIGTERM or SIGHUP sets the flag and calls `on_signal` from
// another thread; the second ends the process at once. Make it before any other thread.
class Interrupt {
 public:
  explicit Interrupt(std::function<void()> on_signal);
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  bool requested() const { return requested_; }
  // Waits for that long, or until a signal comes.
  void wait(Milliseconds time) const;

 private:
  void watch();

  std::function<void()> on_signal_;
  std::atomic<bool> requested_ = false;
  sigset_t before_{};
  FileDescriptor signals_;
  FileDescriptor woken_;  // readable once a signal came: wakes wait()
  FileDescriptor ending_;
  std::thread watcher_;
};

}  // namespace mayfly
