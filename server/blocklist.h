// What was taken down, as hashes of its parts, so that the same parts do not come back.
#pragma once

#include "server/rules_ledger.h"

namespace mayfly {

// kPayloadBlocked where this part, as it is stored, is on the list. Hashes it only where the list
// is not empty.
Answer<void> refuse_blocked(Ledger& ledger, ByteView sealed);

// The same for all stored parts of a drop that is about to be sealed, where the list has grown
// since it was created: then parts may have come before their hashes did. Reads them all.
Answer<void> refuse_blocked_parts(Ledger& ledger, const DropRecord& drop);

// Puts all stored parts of a drop on the list, durably, until RuleLimits::blocked_seconds from now.
// Reads them all, one at a time. Returns how many there were.
Answer<uint64_t> block_parts(Rules& rules, const DropId& drop);

// Takes a hash off the list whose time has come: for the reaper, under the list's lock.
Status look_at_blocked(Ledger& ledger, const PartHash& hash);

// All changes of the list wait for each other at this lock.
inline constexpr DropId kBlocklistLock{};

}  // namespace mayfly
