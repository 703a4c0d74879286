// termios: the echo always comes back, also when a signal ends the reading.
#include "tools/mayfly/terminal.h"

#include <fcntl.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "common/limits.h"
#include "tools/mayfly/file_descriptor.h"
#include "tools/mayfly/say.h"

namespace mayfly {
namespace {

volatile sig_atomic_t interrupted = 0;
void note_interrupt(int) { interrupted = 1; }

constexpr std::array<int, 4> kEndingSignals = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

// While it lives, the terminal does not echo, and signals that would end us only end the reading.
class Hush {
 public:
  explicit Hush(int terminal) : terminal_(terminal) {
    interrupted = 0;
    struct sigaction action {};
    action.sa_handler = note_interrupt;  // without SA_RESTART: read() must return
    for (size_t i = 0; i < kEndingSignals.size(); ++i) {
      sigaction(kEndingSignals[i], &action, &before_[i]);
    }
    hushed_ = tcgetattr(terminal_, &loud_) == 0;
    termios hushed = loud_;
    hushed.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    hushed_ = hushed_ && tcsetattr(terminal_, TCSAFLUSH, &hushed) == 0;
  }
  ~Hush() {
    if (hushed_) tcsetattr(terminal_, TCSAFLUSH, &loud_);
    for (size_t i = 0; i < kEndingSignals.size(); ++i) {
      sigaction(kEndingSignals[i], &before_[i], nullptr);
    }
  }
  Hush(const Hush&) = delete;
  Hush& operator=(const Hush&) = delete;

  bool holds() const { return hushed_; }

 private:
  int terminal_;
  bool hushed_ = false;
  termios loud_{};
  std::array<struct sigaction, kEndingSignals.size()> before_{};
};

void write_prompt(int terminal, std::string_view text) {
  if (write(terminal, text.data(), text.size()) < 0) return;  // nobody sees it: nothing to do
}

}  // namespace

bool stdin_is_terminal() { return isatty(STDIN_FILENO) == 1; }
bool stdout_is_terminal() { return isatty(STDOUT_FILENO) == 1; }
bool stderr_is_terminal() { return isatty(STDERR_FILENO) == 1; }

bool confirm(std::string_view question) {
  write_prompt(STDERR_FILENO, std::string(question) + " [y/N] ");
  std::array<char, 256> answer{};
  const ssize_t size = read(STDIN_FILENO, answer.data(), answer.size());
  return size > 0 && (answer[0] == 'y' || answer[0] == 'Y');
}

Outcome<SecretBytes> read_hidden(std::string_view prompt) {
  const FileDescriptor terminal(open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!terminal.is_open()) {
    return refuse(ExitCode::kUsage,
                  "a password is needed and there is no terminal: use --password-file or "
                  "MAYFLY_PASSWORD");
  }
  const Hush hush(terminal.get());
  if (!hush.holds()) return refuse(ExitCode::kFailed, "the terminal cannot be told not to echo");
  write_prompt(terminal.get(), prompt);
  SecretBytes line(kPasswordSizeMax + 2);
  const MutableBytes room = line.expose_mutable();
  const ssize_t size = read(terminal.get(), room.data(), room.size());
  write_prompt(terminal.get(), "\n");
  if (interrupted != 0) return refuse(ExitCode::kInterrupted, "interrupted");
  if (size < 0) return refuse_errno("the terminal", errno);
  size_t length = static_cast<size_t>(size);
  if (length > 0 && room[length - 1] == '\n') --length;
  return SecretBytes(line.expose().first(length));
}

}  // namespace mayfly
