// A number and a unit, both ways.
#include "server/config_units.h"

#include <charconv>
#include <iterator>
#include <span>

namespace mayfly {
namespace {

struct Unit {
  char letter;
  uint64_t factor;
};
// The largest unit first.
constexpr Unit kSizes[] = {
    {'T', uint64_t{1} << 40}, {'G', 1 << 30}, {'M', 1 << 20}, {'K', 1 << 10}};
constexpr Unit kDurations[] = {{'d', 86'400}, {'h', 3'600}, {'m', 60}, {'s', 1}};

std::optional<uint64_t> parse(std::string_view text, std::span<const Unit> units) {
  uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  if (result.ec != std::errc()) return std::nullopt;
  if (result.ptr == end) return number;
  if (result.ptr + 1 != end) return std::nullopt;
  for (const Unit& unit : units) {
    if (unit.letter != *result.ptr) continue;
    if (number > UINT64_MAX / unit.factor) return std::nullopt;
    return number * unit.factor;
  }
  return std::nullopt;
}

std::string text_of(uint64_t value, std::span<const Unit> units) {
  for (const Unit& unit : units) {
    if (value != 0 && value % unit.factor == 0) {
      return std::to_string(value / unit.factor) + unit.letter;
    }
  }
  return std::to_string(value);
}

}  // namespace

std::optional<uint64_t> parse_size(std::string_view text) { return parse(text, kSizes); }
std::optional<uint64_t> parse_duration(std::string_view text) { return parse(text, kDurations); }
std::string size_text(uint64_t bytes) { return text_of(bytes, kSizes); }
std::string duration_text(uint64_t seconds) { return text_of(seconds, kDurations); }

}  // namespace mayfly
