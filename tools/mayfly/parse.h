// What people type for limits and times.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "tools/mayfly/failure.h"

namespace mayfly {

// "3", or "none" for no limit, which is 0.
Outcome<uint32_t> parse_views(std::string_view text);

// "90m", "24h", "7d", "2w", or a local time as 2026-12-24T18:00 (with Z for UTC), as seconds from
// `now`, which is Unix seconds. What lies in the past is refused.
Outcome<uint64_t> parse_expiry(std::string_view text, int64_t now);

// "1M" to "8M", or KiB as "1536K": bytes.
Outcome<uint64_t> parse_part_size(std::string_view text);

// Whole seconds, a day at most, for --patience; empty for two minutes.
Outcome<std::chrono::milliseconds> parse_patience(std::string_view text);

// The server that was given, else MAYFLY_SERVER, else the one on this machine; without the slash
// that people put at the end.
std::string server_origin(std::string given);

// Digits only; false past `max`.
bool parse_number(std::string_view text, uint64_t max, uint64_t& out);

}  // namespace mayfly
