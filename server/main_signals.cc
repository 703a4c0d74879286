// Blocked everywhere, waited for in one thread.
#include "server/main_signals.h"

namespace mayfly {

Signals::Signals() {
  sigemptyset(&stopping_);
  sigaddset(&stopping_, SIGTERM);
  sigaddset(&stopping_, SIGINT);
  all_ = stopping_;
  sigaddset(&all_, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &all_, nullptr);
}

Signal Signals::wait() {
  int signal = 0;
  sigwait(&all_, &signal);
  if (signal == SIGHUP) return Signal::kReload;
  pthread_sigmask(SIG_UNBLOCK, &stopping_, nullptr);
  return Signal::kStop;
}

}  // namespace mayfly
