// Strict: what is not plainly one of the forms is refused with the forms in the sentence.
#include "tools/mayfly/parse.h"

#include <charconv>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <string>

#include "common/limits.h"
#include "common/sizes.h"

namespace mayfly {
namespace {

constexpr uint64_t kSecondsMax = uint64_t{100} * 366 * 86'400;
constexpr uint64_t kPatienceDefault = 120;
constexpr uint64_t kPatienceMax = 86'400;

std::optional<uint64_t> seconds_per(char unit) {
  switch (unit) {
    case 'm':
      return 60;
    case 'h':
      return 3'600;
    case 'd':
      return 86'400;
    case 'w':
      return 7 * 86'400;
    default:
      return std::nullopt;
  }
}

// Unix seconds of 2026-12-24, 2026-12-24T18:00 or 2026-12-24T18:00:30, each with or without a Z
// behind.
std::optional<int64_t> parse_calendar(std::string text) {
  const bool utc = text.ends_with('Z');
  if (utc) text.pop_back();
  std::tm when{};
  when.tm_isdst = -1;
  const char* end = nullptr;
  for (const char* form : {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d"}) {
    when = std::tm{};
    when.tm_isdst = -1;
    end = strptime(text.c_str(), form, &when);
    if (end != nullptr && *end == '\0') break;
    end = nullptr;
  }
  if (end == nullptr) return std::nullopt;
  const std::tm asked = when;
  const time_t time = utc ? timegm(&when) : mktime(&when);
  // mktime turns 31 February into a day of March; nobody means that.
  if (time < 0 || when.tm_mday != asked.tm_mday) return std::nullopt;
  return time;
}

}  // namespace

std::string server_origin(std::string given) {
  const char* set = std::getenv("MAYFLY_SERVER");
  if (given.empty() && set != nullptr) given = set;
  if (given.empty()) given = "http://localhost:8080";
  if (given.ends_with('/')) given.pop_back();
  return given;
}

bool parse_number(std::string_view text, uint64_t max, uint64_t& out) {
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value > max) return false;
  out = value;
  return true;
}

Outcome<uint32_t> parse_views(std::string_view text) {
  uint64_t views = 0;
  if (text == "none") return 0;
  if (!parse_number(text, kMaxViewsMax, views) || views == 0) {
    return refuse(ExitCode::kUsage, "--views takes a number from 1 to 1000000, or none");
  }
  return static_cast<uint32_t>(views);
}

Outcome<uint64_t> parse_expiry(std::string_view text, int64_t now) {
  uint64_t count = 0;
  const auto unit = text.empty() ? std::nullopt : seconds_per(text.back());
  if (unit && parse_number(text.substr(0, text.size() - 1), kSecondsMax / *unit, count) &&
      count > 0) {
    return count * *unit;
  }
  const auto moment = parse_calendar(std::string(text));
  if (!moment) {
    return refuse(ExitCode::kUsage,
                  "a time is given as 90m, 24h, 7d, 2w, or as a date like 2026-12-24T18:00");
  }
  if (*moment <= now) return refuse(ExitCode::kUsage, "that time has already passed");
  return static_cast<uint64_t>(*moment - now);
}

Outcome<std::chrono::milliseconds> parse_patience(std::string_view text) {
  uint64_t seconds = kPatienceDefault;
  if (!text.empty() && !parse_number(text, kPatienceMax, seconds)) {
    return refuse(ExitCode::kUsage, "--patience takes seconds, from 0 to 86400");
  }
  return std::chrono::seconds(seconds);
}

Outcome<uint64_t> parse_part_size(std::string_view text) {
  uint64_t count = 0;
  const uint64_t unit = text.ends_with('M') ? 1024 * 1024 : text.ends_with('K') ? 1024 : 0;
  if (unit != 0 && parse_number(text.substr(0, text.size() - 1), kPartSizeMax / unit, count)) {
    const uint64_t size = count * unit;
    if (size >= kPartSizeMin && size % kChunkSize == 0) return size;
  }
  return refuse(ExitCode::kUsage, "--part-size takes 1M to 8M, or a multiple of 64K as 1536K");
}

}  // namespace mayfly
