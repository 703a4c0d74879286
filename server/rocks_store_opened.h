// How often a store was opened, kept beside RocksDB, to tell when RocksDB has forgotten something.
#pragma once

#include <string>

#include "common/result.h"

namespace mayfly {

// RocksDB takes a missing log for an empty one, and a MANIFEST that was cut for an older one. So
// each opening is noted in RocksDB first, then in this file: the file must never be ahead.

// 0: there is no file. kCorrupt.
Result<uint64_t> read_opened(const std::string& folder);
// On disk when it returns. kStorage, kFull.
Status write_opened(const std::string& folder, uint64_t number);

}  // namespace mayfly
