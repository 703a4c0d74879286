// Rounding that never claims more time or less data than there is.
#include "tools/mayfly/format.h"

#include <array>
#include <cstdio>
#include <ctime>

namespace mayfly {

std::string format_count(uint64_t count, const char* singular, const char* plural) {
  return std::to_string(count) + " " + (count == 1 ? singular : plural);
}

std::string format_size(uint64_t bytes) {
  static constexpr std::array<const char*, 4> kUnits = {"kB", "MB", "GB", "TB"};
  if (bytes < 1000) return format_count(bytes, "byte", "bytes");
  double value = static_cast<double>(bytes) / 1000;
  size_t unit = 0;
  while (value >= 999.5 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), value < 9.95 ? "%.1f %s" : "%.0f %s", value,
                kUnits.at(unit));
  return text.data();
}

std::string format_duration(uint64_t seconds) {
  struct Unit {
    uint64_t seconds;
    const char* singular;
    const char* plural;
  };
  static constexpr std::array<Unit, 3> kUnits = {
      {{86'400, "day", "days"}, {3'600, "hour", "hours"}, {60, "minute", "minutes"}}};
  for (const Unit& unit : kUnits) {
    if (seconds >= 2 * unit.seconds) {
      return format_count(seconds / unit.seconds, unit.singular, unit.plural);
    }
  }
  return format_count(seconds, "second", "seconds");
}

std::string format_time(int64_t unix_seconds) {
  const time_t time = unix_seconds;
  std::tm local{};
  std::array<char, 32> text{};
  if (localtime_r(&time, &local) == nullptr) return "never";
  std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M", &local);
  return text.data();
}

}  // namespace mayfly
