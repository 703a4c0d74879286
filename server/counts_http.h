// What went over the wire since the start, as numbers.
#pragma once

#include <atomic>
#include <cstdint>

namespace mayfly {

struct HttpCounts {
  std::atomic<uint64_t> connections = 0;       // that were accepted
  std::atomic<uint64_t> open_connections = 0;  // now
  std::atomic<uint64_t> received_bytes = 0;
  std::atomic<uint64_t> sent_bytes = 0;
};

}  // namespace mayfly
