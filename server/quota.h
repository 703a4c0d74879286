// What drops and grants count against the quota, and giving it back.
#pragma once

#include "common/sizes.h"
#include "server/rules_ledger.h"

namespace mayfly {

// Bytes that a drop takes besides its payload, and each of its grants: records, indexes, header,
// note and hint with what files and tables round up to. Generous, so that many small drops cannot
// outgrow the quota.
inline constexpr uint64_t kDropOverhead = 8 * 1024;
inline constexpr uint64_t kGrantOverhead = 4 * 1024;

// Takes a new drop's share of what the server has to give. kTooManyDrops, kStorageFull.
Answer<void> reserve_drop(Ledger& ledger, const PartPlan& plan);
// The same for a further grant. kStorageFull.
Answer<void> reserve_grant(Ledger& ledger);

// Gives back all that a drop has reserved, which has ended and is erased; the caller saves totals.
Status release_drop(const Store& store, const DropId& id, const DropRecord& drop,
                    TotalsRecord& totals);

}  // namespace mayfly
