// How drops, grants and leases come to their ends; the one place that decides it.
#pragma once

#include "server/rules_ledger.h"

namespace mayfly {

// By the clock, also where the reaper has not been yet. A live drop past its expiry is kExpired,
// though leases that run may still fetch.
State state_of(const DropRecord& drop, UnixTime now);
// Views that run-away leases may give back keep a grant alive.
State state_of(const GrantRecord& grant, const DropRecord& drop, UnixTime now);
// Nothing: no limit.
std::optional<uint32_t> views_left(const GrantRecord& grant);

// Ends the drop: its parts and the contents of its grants go with the reaper's next pass. Saves the
// record.
Status end_drop(Ledger& ledger, DropRecord& drop, State reason);

// Ends the drop if its time is up or no view is left to give, and no lease runs; saves the record
// in any case. Grants must have been saved before.
Status save_or_end(Ledger& ledger, DropRecord& drop);

// Ends a running lease; a lapsed one that sent nothing gives its view back. Saves all records.
enum class LeaseEnd : uint8_t { kDone, kLapsed };
Status end_lease(Ledger& ledger, DropRecord& drop, const ViewId& view, LeaseRecord& lease,
                 LeaseEnd how);

// When the tombstone of a drop that ended goes.
UnixTime forget_at(const DropRecord& drop, const RuleLimits& limits);

}  // namespace mayfly
