// libsystemd's calls. A message that is not taken changes nothing for the server.
#include "server/main_systemd.h"

#include <systemd/sd-daemon.h>
#include <time.h>

namespace mayfly {
namespace {

constexpr int64_t kSignsPerTimeout = 3;

uint64_t monotonic_microseconds() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000 + static_cast<uint64_t>(now.tv_nsec) / 1000;
}

}  // namespace

Result<std::optional<Listener>> inherited_listener() {
  constexpr int kUnsetEnvironment = 1;
  const int count = sd_listen_fds(kUnsetEnvironment);
  if (count == 0) return std::nullopt;
  constexpr int kMustListen = 1;
  if (count != 1 ||
      sd_is_socket_inet(SD_LISTEN_FDS_START, AF_UNSPEC, SOCK_STREAM, kMustListen, 0) <= 0) {
    return fail(Fault::kBadInput, "the service manager must pass one listening TCP socket");
  }
  MAYFLY_LET(listener, listener_on(Descriptor(SD_LISTEN_FDS_START)));
  return listener;
}

ServiceManager::ServiceManager() {
  uint64_t timeout_microseconds = 0;
  if (sd_watchdog_enabled(0, &timeout_microseconds) > 0) {
    watchdog_pause_ = static_cast<int64_t>(timeout_microseconds / 1000) / kSignsPerTimeout;
  }
}

void ServiceManager::ready() const { sd_notify(0, "READY=1\nSTATUS=Serving"); }

void ServiceManager::reloading() const {
  sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%llu\nSTATUS=Taking the certificate",
             static_cast<unsigned long long>(monotonic_microseconds()));
}

void ServiceManager::stopping() const {
  sd_notify(0, "STOPPING=1\nSTATUS=Finishing what is under way");
}

void ServiceManager::alive(int64_t now) {
  if (watchdog_pause_ == 0 || now < next_sign_) return;
  next_sign_ = now + watchdog_pause_;
  sd_notify(0, "WATCHDOG=1");
}

}  // namespace mayfly
