// Sizes and durations as people write them: 500M, 2G, 15m, 7d.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mayfly {

// Bytes: digits, then nothing or one of K, M, G, T (powers of 1024).
std::optional<uint64_t> parse_size(std::string_view text);
// Seconds: digits, then nothing or one of s, m, h, d.
std::optional<uint64_t> parse_duration(std::string_view text);

// The shortest text that parses back to the same value.
std::string size_text(uint64_t bytes);
std::string duration_text(uint64_t seconds);

}  // namespace mayfly
