// How much there is of everything, for the operator; nothing about one drop or a person.
#pragma once

#include <optional>

#include "server/rules.h"

namespace mayfly {

// What can be told without a walk through all drops.
struct Levels {
  uint64_t remembered_drops = 0;  // ends included
  uint64_t open_drops = 0;        // those that ended before their seal included, until erased
  uint64_t running_leases = 0;
  uint64_t reserved_bytes = 0;    // against the quota
  uint64_t waiting_erasures = 0;  // of ended drops, revoked grants and replaced parts
  std::optional<double> oldest_erasure_seconds;  // since it was asked for; nothing: none waits
  int64_t lag_seconds = 0;  // since when the first thing that is due has been so
  uint64_t blocked_parts = 0;
};
Result<Levels> take_levels(Rules& rules);

struct Stats {
  Levels levels;
  uint64_t open_drops = 0;
  uint64_t live_drops = 0;
  uint64_t ended_drops = 0;  // that are remembered
};
// Walks through all drops: seconds for a million. They change meanwhile.
Result<Stats> take_stats(Rules& rules);

}  // namespace mayfly
