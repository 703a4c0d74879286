// What the service manager is told (sd_notify(3)) and what it hands over (sd_listen_fds(3)).
// Without one, nothing happens.
#pragma once

#include <cstdint>
#include <optional>

#include "server/http_socket.h"

namespace mayfly {

// The one listening socket that was passed on, if any; kBadInput where it is none for TCP, or there
// are more.
Result<std::optional<Listener>> inherited_listener();

class ServiceManager {
 public:
  ServiceManager();

  void ready() const;
  void reloading() const;
  void stopping() const;
  // To be called often, from the loop: the watchdog then hears of a loop that no longer turns.
  // `now` in milliseconds of a clock that only goes forward.
  void alive(int64_t now);

 private:
  int64_t watchdog_pause_ = 0;  // milliseconds; 0 is no watchdog
  int64_t next_sign_ = 0;
};

}  // namespace mayfly
