// The signals that an operator or a service manager sends.
#pragma once

#include <csignal>
#include <cstdint>

namespace mayfly {

enum class Signal : uint8_t { kStop, kReload };

// SIGTERM, SIGINT and SIGHUP, taken by wait() and by nothing else; must be made before any thread.
class Signals {
 public:
  Signals();
  // kStop for SIGTERM and SIGINT, of which the next one then ends the process at once.
  Signal wait();

 private:
  sigset_t all_{};
  sigset_t stopping_{};
};

}  // namespace mayfly
