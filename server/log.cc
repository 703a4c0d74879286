// Lines like `2026-11-22T08:00:00Z event=started port=8080`, or the same as JSON, each with one
// write.
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

// One line in either format. Names come from literals and values are numbers: nothing to escape.
class Line {
 public:
  Line(LogFormat format, const std::string& time, std::string_view event)
      : is_json_(format == LogFormat::kJson), text_(is_json_ ? "{\"time\":\"" : "") {
    text_ += time;
    text_ += is_json_ ? "\",\"event\":\"" : " event=";
    text_ += event;
    if (is_json_) text_ += '"';
  }
  void add(std::string_view name, int64_t value) {
    text_ += is_json_ ? ",\"" : " ";
    text_ += name;
    text_ += is_json_ ? "\":" : "=";
    text_ += std::to_string(value);
  }
  std::string finish() { return std::move(text_) + (is_json_ ? "}\n" : "\n"); }

 private:
  const bool is_json_;
  std::string text_;
};

}  // namespace

void Log::write(Event event, std::initializer_list<Number> numbers) {
  write_line(event, std::nullopt, numbers);
}

void Log::write(Event event, Fault fault, std::initializer_list<Number> numbers) {
  write_line(event, fault, numbers);
}

void Log::write_line(Event event, std::optional<Fault> fault,
                     std::initializer_list<Number> numbers) {
  Line line(format_, utc(now_()), name_of(event));
  if (fault) line.add("fault", static_cast<int64_t>(*fault));
  for (const Number& number : numbers) line.add(number.name.view(), number.value);
  const std::string text = line.finish();
  // A log that cannot be written must not stop the server.
  [[maybe_unused]] const ssize_t written = ::write(fd_, text.data(), text.size());
}

}  // namespace mayfly
