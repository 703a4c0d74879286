// Output, and nothing a terminal could be tricked with.
#include "tools/mayfly/say.h"

#include <unistd.h>
#include <utf8proc.h>

#include <cerrno>
#include <cstdio>

#include "tools/mayfly/terminal.h"

namespace mayfly {
namespace {

bool is_shown(utf8proc_int32_t point) {
  switch (utf8proc_category(point)) {
    case UTF8PROC_CATEGORY_CC:  // control
    case UTF8PROC_CATEGORY_CF:  // format, with the overrides of direction
    case UTF8PROC_CATEGORY_CN:  // unassigned
    case UTF8PROC_CATEGORY_CS:  // surrogate
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return false;
    default:
      return true;
  }
}

void write_line(std::string_view label, std::string_view line) {
  // A progress line may stand there.
  std::string text(stderr_is_terminal() ? "\r\033[K" : "");
  text.append(label).append(line).push_back('\n');
  std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace

std::string printable(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    utf8proc_int32_t point = -1;
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    const utf8proc_ssize_t size =
        utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &point);
    const size_t taken = size > 0 ? static_cast<size_t>(size) : 1;
    if (size > 0 && is_shown(point)) {
      shown.append(text.substr(0, taken));
    } else {
      shown.push_back('?');
    }
    text.remove_prefix(taken);
  }
  return shown;
}

void say(std::string_view line) { write_line("", line); }
void warn(std::string_view line) { write_line("mayfly: warning: ", line); }
void complain(const Failure& failure) { write_line("mayfly: ", failure.text); }

Outcome<void> print(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return refuse_errno("standard output", errno);
    text.remove_prefix(static_cast<size_t>(written));
  }
  return {};
}

}  // namespace mayfly
