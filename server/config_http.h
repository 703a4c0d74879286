// What one server spends on HTTP. Sizes in bytes, times in seconds.
#pragma once

#include <cstddef>
#include <cstdint>

namespace mayfly {

struct HttpLimits {
  // Only a proxy on this machine connects, and its X-Forwarded-For is to be believed.
  bool behind_proxy = false;
  size_t threads = 8;  // that run requests; one more reads and writes
  size_t connections_max = 1024;
  // Of bodies under way in either direction, all connections together.
  uint64_t buffered_bytes_max = uint64_t{256} * 1024 * 1024;
  uint32_t head_seconds_max = 10;  // from the first byte to the blank line
  uint32_t idle_seconds_max = 60;  // between two requests on one connection
  // A body has head_seconds_max, and what it takes at this rate, to pass.
  uint32_t bytes_per_second_min = 16 * 1024;
  uint32_t drain_seconds_max = 10;  // for requests under way when the server stops
};

}  // namespace mayfly
