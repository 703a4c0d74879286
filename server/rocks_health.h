// RocksDB's own figures as those of any store.
#pragma once

#include <rocksdb/db.h>

#include <vector>

#include "server/store_health.h"

namespace mayfly {

StoreHealth health_of(rocksdb::DB& db, const std::vector<rocksdb::ColumnFamilyHandle*>& families);

}  // namespace mayfly
