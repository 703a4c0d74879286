// Erasing what rules asked for with Ledger::request_erasure().
#pragma once

#include "server/rules.h"

namespace mayfly {

// Requests that one pass takes at once.
inline constexpr size_t kErasuresPerPass = 256;

// Erases, releases quotas and drops the requests, in this order, so that what is cut short is begun
// again. Returns true when more may be waiting.
Result<bool> erase_waiting(Rules& rules);

// Asks for the erasing of what a crash left without a drop or grant that it belongs to. Reads the
// names of all parts and contents.
Status request_orphans(Rules& rules);

}  // namespace mayfly
