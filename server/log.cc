// Lines like `2026-11-22T08:00:00Z event=started fault=18 port=8080`, each with one write.
#include "server/log.h"

#include <unistd.h>

#include <array>
#include <ctime>
#include <string>

namespace mayfly {
namespace {

std::string_view name_of(Event event) {
  switch (event) {
    case Event::kStarted:
      return "started";
    case Event::kStopping:
      return "stopping";
    case Event::kStopped:
      return "stopped";
    case Event::kAcceptPaused:
      return "accept-paused";
    case Event::kRequestFailed:
      return "request-failed";
    case Event::kStoreFailed:
      return "store-failed";
    case Event::kCertificateTaken:
      return "certificate-taken";
    case Event::kCertificateRefused:
      return "certificate-refused";
    case Event::kErased:
      return "erased";
  }
  return "unknown";
}

std::string utc(std::time_t time) {
  std::tm parts{};
  gmtime_r(&time, &parts);
  std::array<char, 32> text{};
  const size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text.data(), size};
}

}  // namespace

void Log::write(Event event, std::initializer_list<Number> numbers) {
  write_line(event, std::nullopt, numbers);
}

void Log::write(Event event, Fault fault, std::initializer_list<Number> numbers) {
  write_line(event, fault, numbers);
}

void Log::write_line(Event event, std::optional<Fault> fault,
                     std::initializer_list<Number> numbers) {
  std::string line = utc(now_());
  line += " event=";
  line += name_of(event);
  if (fault) line += " fault=" + std::to_string(static_cast<int>(*fault));
  for (const Number& number : numbers) {
    line += ' ';
    line += number.name.view();
    line += '=' + std::to_string(number.value);
  }
  line += '\n';
  // A log that cannot be written must not stop the server.
  [[maybe_unused]] const ssize_t written = ::write(fd_, line.data(), line.size());
}

}  // namespace mayfly
