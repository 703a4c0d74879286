// Asking for properties, of the engine as a whole or summed over its column families.
#include "server/rocks_health.h"

#include <string>

namespace mayfly {

StoreHealth health_of(rocksdb::DB& db, const std::vector<rocksdb::ColumnFamilyHandle*>& families) {
  using Properties = rocksdb::DB::Properties;
  const auto of_all = [&](const std::string& property) {
    uint64_t value = 0;
    db.GetIntProperty(property, &value);
    return value;
  };
  const auto sum_of = [&](const std::string& property) {
    uint64_t sum = 0;
    for (auto* family : families) {
      uint64_t value = 0;
      if (db.GetIntProperty(family, property, &value)) sum += value;
    }
    return sum;
  };
  StoreHealth health;
  health.memory_bytes = sum_of(Properties::kCurSizeAllMemTables);
  health.cache_bytes = sum_of(Properties::kBlockCacheUsage);
  health.table_bytes = sum_of(Properties::kTotalSstFilesSize);
  health.background_errors = of_all(Properties::kBackgroundErrors);
  health.waiting_compactions = sum_of(Properties::kCompactionPending);
  health.running_compactions = of_all(Properties::kNumRunningCompactions);
  health.waiting_flushes = sum_of(Properties::kMemTableFlushPending);
  health.writes_stopped = of_all(Properties::kIsWriteStopped) != 0;
  health.write_rate_limit = of_all(Properties::kActualDelayedWriteRate);
  return health;
}

}  // namespace mayfly
