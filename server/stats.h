// How much there is of everything, for the operator; nothing about one drop or a person.
#pragma once

#include <optional>

#include "server/rules.h"

namespace mayfly {

struct Stats {
  uint64_t open_drops = 0;
  uint64_t live_drops = 0;
  uint64_t ended_drops = 0;  // that are remembered
  uint64_t running_leases = 0;
  uint64_t reserved_bytes = 0;    // against the quota
  uint64_t waiting_erasures = 0;  // of ended drops, revoked grants and replaced parts
  // Since when the first of the drops that ended waits for its erasure, in seconds; nothing: none.
  std::optional<int64_t> oldest_erasure_seconds;
};

// Walks through all drops: seconds for a million. They change meanwhile.
Result<Stats> take_stats(Rules& rules);

}  // namespace mayfly
