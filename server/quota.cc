// Reserving under the lock of the totals.
#include "server/quota.h"

#include <algorithm>

namespace mayfly {
namespace {

constexpr int64_t kRetryCreateSeconds = 60;

Answer<void> take(Ledger& ledger, TotalsRecord& totals, uint64_t size) {
  const RuleLimits& limits = ledger.rules.limits;
  const bool fits = size <= limits.reserved_bytes_max &&
                    totals.reserved_bytes <= limits.reserved_bytes_max - size;
  if (!fits) return refuse_full("quota");
  totals.reserved_bytes += size;
  return {};
}

}  // namespace

Answer<void> reserve_drop(Ledger& ledger, const PartPlan& plan) {
  const RuleLimits& limits = ledger.rules.limits;
  const uint64_t size = plan.sealed_total() + kDropOverhead;
  MAYFLY_TRY(check_room(ledger.rules, Need::kUpload, size));
  MAYFLY_LET(totals, ledger.load_totals());
  if (totals.open_drops >= limits.open_drops_max) {
    return refuse_for(Code::kTooManyDrops, kRetryCreateSeconds);
  }
  if (totals.drops >= limits.drops_max) return refuse_full("drops");
  MAYFLY_TRY(take(ledger, totals, size));
  ++totals.drops;
  ++totals.open_drops;
  ledger.save_totals(totals);
  return {};
}

Answer<void> reserve_grant(Ledger& ledger) {
  MAYFLY_LET(totals, ledger.load_totals());
  MAYFLY_TRY(take(ledger, totals, kGrantOverhead));
  ledger.save_totals(totals);
  return {};
}

Status release_drop(const Store& store, const DropId& id, const DropRecord& drop,
                    TotalsRecord& totals) {
  MAYFLY_LET(plan, PartPlan::make(drop.size, drop.part_size));
  MAYFLY_LET(grants, store.scan(keyspace::grants_of_drop(id), kGrantsPerDropMax));
  const uint64_t size = plan.sealed_total() + kDropOverhead + grants.size() * kGrantOverhead;
  totals.reserved_bytes -= std::min(totals.reserved_bytes, size);
  if (drop.ended_open && totals.open_drops > 0) --totals.open_drops;
  return {};
}

}  // namespace mayfly
