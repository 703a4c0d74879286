// How the store's engine is doing, in numbers that any engine could give.
#pragma once

#include <cstdint>

namespace mayfly {

struct StoreHealth {
  uint64_t memory_bytes = 0;  // written and not in files yet
  uint64_t cache_bytes = 0;   // of what was read
  uint64_t table_bytes = 0;   // in files of sorted tables
  uint64_t background_errors = 0;
  uint64_t waiting_compactions = 0;  // tables that have one waiting
  uint64_t running_compactions = 0;
  uint64_t waiting_flushes = 0;
  bool writes_stopped = false;
  uint64_t write_rate_limit = 0;  // bytes a second to which writes are slowed down; 0: they are not
};

}  // namespace mayfly
