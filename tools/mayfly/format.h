// Sizes and times as people say them.
#pragma once

#include <cstdint>
#include <string>

namespace mayfly {

// "1 byte", "999 bytes", "4.2 MB": powers of 1000, one decimal below 10.
std::string format_size(uint64_t bytes);
// "45 seconds", "3 hours", "6 days": the largest unit that gives at least two, rounded down.
std::string format_duration(uint64_t seconds);
// "2026-12-24 18:00", in local time.
std::string format_time(int64_t unix_seconds);
// "1 file", "3 files".
std::string format_count(uint64_t count, const char* singular, const char* plural);

}  // namespace mayfly
