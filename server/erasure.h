// Erasing bytes from the store's files: what rules asked for with Ledger::request_erasure().
#pragma once

#include "server/rules.h"

namespace mayfly {

// Requests that one pass takes at once: their bytes vanish with one purge.
inline constexpr size_t kErasuresPerPass = 256;

// Erases parts, purges files, releases quotas and drops the requests, in this order, so that what
// is cut short is begun again. Returns true when more may be waiting.
Result<bool> erase_waiting(Rules& rules);

// Asks for the erasing of parts that belong to no drop.
Status request_orphans(Rules& rules);

}  // namespace mayfly
