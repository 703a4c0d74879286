// Telling a log that a crash cut short from one whose end is damaged, where RocksDB takes both for
// the former.
#pragma once

#include <string>

#include "common/result.h"

namespace mayfly {

// Looks at the last block of each write-ahead log and manifest. A record that reaches past the end
// of its file was being written when a crash came, unless it is whole with another length: then
// the length is damaged, and what follows it would be forgotten. kCorrupt, kStorage.
Status check_log_tails(const std::string& folder);

}  // namespace mayfly
