// signalfd in a thread of its own: no handler, so nothing is forbidden when a signal comes.
#include "tools/mayfly/interrupt.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>

#include "tools/mayfly/failure.h"

namespace mayfly {
namespace {

sigset_t ending_signals() {
  sigset_t set{};
  sigemptyset(&set);
  for (int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, number);
  return set;
}

void raise_event(const FileDescriptor& event) {
  const uint64_t one = 1;
  if (write(event.get(), &one, sizeof one) < 0) return;  // only when it is raised already
}

}  // namespace

Interrupt::Interrupt(std::function<void()> on_signal) : on_signal_(std::move(on_signal)) {
  const sigset_t set = ending_signals();
  pthread_sigmask(SIG_BLOCK, &set, &before_);
  signals_ = FileDescriptor(signalfd(-1, &set, SFD_CLOEXEC));
  woken_ = FileDescriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  ending_ = FileDescriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  watcher_ = std::thread([this] { watch(); });
}

Interrupt::~Interrupt() {
  raise_event(ending_);
  watcher_.join();
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void Interrupt::watch() {
  std::array<pollfd, 2> events = {{{signals_.get(), POLLIN, 0}, {ending_.get(), POLLIN, 0}}};
  while (poll(events.data(), events.size(), -1) >= 0 || errno == EINTR) {
    if ((events[1].revents & POLLIN) != 0) return;
    signalfd_siginfo info{};
    if ((events[0].revents & POLLIN) == 0) continue;
    if (read(signals_.get(), &info, sizeof info) != sizeof info) continue;
    if (requested_.exchange(true)) _exit(static_cast<int>(ExitCode::kInterrupted));
    raise_event(woken_);
    on_signal_();
  }
}

void Interrupt::wait(Milliseconds time) const {
  pollfd event{woken_.get(), POLLIN, 0};
  poll(&event, 1, static_cast<int>(time.count()));
}

}  // namespace mayfly
