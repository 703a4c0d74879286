// What one server spends on HTTP. Sizes in bytes, times in seconds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace mayfly {

struct HttpLimits {
  // Networks (network.h) whose X-Forwarded-For is believed.
  std::vector<std::string> trusted_proxies;
  // That run requests; one more reads and writes. Most of them wait for the disk, and the more do
  // so at a time, the more share one sync.
  size_t threads = 32;
  size_t connections_max = 1024;
  size_t connections_per_client_max = 64;  // 0 for no limit
  // Of bodies under way in either direction, all connections together.
  uint64_t buffered_bytes_max = uint64_t{256} * 1024 * 1024;
  uint64_t buffered_bytes_per_client_max = uint64_t{64} * 1024 * 1024;  // 0 for no limit
  uint32_t head_seconds_max = 10;  // from the first byte to the blank line
  uint32_t idle_seconds_max = 60;  // between two requests on one connection
  // A body has head_seconds_max, and what it takes at this rate, to pass; and must keep to it in
  // each head_seconds_max on the way.
  uint32_t bytes_per_second_min = 16 * 1024;
  uint32_t drain_seconds_max = 10;  // for requests under way when the server stops
};

}  // namespace mayfly
