// Erasing what rules asked for with Ledger::request_erasure().
#pragma once

#include <atomic>

#include "server/rules.h"

namespace mayfly {

// Requests that one pass takes at once.
inline constexpr size_t kErasuresPerPass = 256;

// Erases, releases quotas and drops the requests, in this order, so that what is cut short is begun
// again. Returns true when more may be waiting.
Result<bool> erase_waiting(Rules& rules);

// Asks for the erasing of what a crash left without a drop or grant that it belongs to. Reads the
// names of all parts and contents, unless stopped. Rules may run meanwhile: what they have just
// made may be asked for too, but before anything is erased it is looked at again under its lock.
Status request_orphans(Rules& rules, const std::atomic<bool>& stopped);

}  // namespace mayfly
