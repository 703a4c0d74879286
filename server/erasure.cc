// One purge for many erasures.
#include "server/erasure.h"

#include "server/rules_ledger.h"

namespace mayfly {
namespace {

constexpr size_t kPartsPerBatch = 1'000;

Status erase_parts(Store& store, const DropId& drop) {
  for (;;) {
    MAYFLY_LET(parts, store.scan(keyspace::parts(drop), kPartsPerBatch));
    if (parts.empty()) return {};
    Batch batch;
    for (Entry& part : parts) {
      batch.changes.push_back({Table::kParts, std::move(part.key), std::nullopt});
    }
    MAYFLY_TRY(store.write(batch, Durability::kSettled));
  }
}

// Where the bytes that this request means are.
void add_ranges(const keyspace::WaitingErasure& request, std::vector<Range>& ranges) {
  switch (request.kind) {
    case keyspace::Erasure::kDrop:
    case keyspace::Erasure::kOrphan:
      ranges.push_back(keyspace::parts(request.drop));
      ranges.push_back(keyspace::contents(request.drop));
      return;
    case keyspace::Erasure::kEvents:
      ranges.push_back(keyspace::contents(request.drop));
      return;
    case keyspace::Erasure::kReport: {
      const auto report = ReportId::from(ByteView(request.what).first<ReportId::kSize>());
      ranges.push_back(keyspace::only(keyspace::report(report)));
      return;
    }
    case keyspace::Erasure::kGrant: {
      const auto grant = GrantId::from(ByteView(request.what).first<GrantId::kSize>());
      ranges.push_back(keyspace::only(keyspace::grant_contents(request.drop, grant)));
      return;
    }
    case keyspace::Erasure::kPart: {
      const auto number = load_big_endian<uint32_t>(ByteView(request.what).first<4>());
      ranges.push_back(keyspace::only(keyspace::part(request.drop, number)));
      return;
    }
  }
}

// Gives back what the drop had reserved.
Status release(Transaction& tx, const DropId& id, TotalsRecord& totals) {
  MAYFLY_LET(bytes, tx.get(keyspace::drop(id)));
  if (!bytes) return {};
  MAYFLY_LET(drop, decode<DropRecord>(*bytes));
  MAYFLY_LET(plan, PartPlan::make(drop.size, drop.part_size));
  totals.reserved_bytes -= std::min(totals.reserved_bytes, plan.sealed_total());
  if (drop.ended_open && totals.open_drops > 0) --totals.open_drops;
  return {};
}

// The requests go only if nobody renewed them meanwhile.
Status finish(Rules& rules, const std::vector<Entry>& requests) {
  const auto lock = rules.locks.lock_totals();
  Transaction tx(rules.store);
  MAYFLY_LET(totals_bytes, tx.get(keyspace::totals()));
  TotalsRecord totals;
  if (totals_bytes) {
    MAYFLY_LET(decoded, decode<TotalsRecord>(*totals_bytes));
    totals = decoded;
  }
  for (const Entry& entry : requests) {
    const Key key{Table::kRecords, entry.key};
    MAYFLY_LET(value, tx.get(key));
    if (value != entry.value) continue;
    MAYFLY_LET(request, keyspace::waiting_erasure_in(entry.key));
    if (request.kind == keyspace::Erasure::kDrop) MAYFLY_TRY(release(tx, request.drop, totals));
    tx.erase(key);
  }
  tx.put(keyspace::totals(), encode(totals));
  MAYFLY_TRY(tx.commit());  // where another process was faster, the next pass tries again
  return {};
}

}  // namespace

Result<bool> erase_waiting(Rules& rules) {
  MAYFLY_LET(requests, rules.store.scan(keyspace::waiting_erasures(), kErasuresPerPass));
  if (requests.empty()) return false;
  std::vector<Range> ranges;
  for (const Entry& entry : requests) {
    MAYFLY_LET(request, keyspace::waiting_erasure_in(entry.key));
    add_ranges(request, ranges);
    const bool whole =
        request.kind == keyspace::Erasure::kDrop || request.kind == keyspace::Erasure::kOrphan;
    if (whole) MAYFLY_TRY(erase_parts(rules.store, request.drop));
  }
  MAYFLY_TRY(rules.store.purge(ranges));
  MAYFLY_TRY(finish(rules, requests));
  return requests.size() == kErasuresPerPass;
}

Status request_orphans(Rules& rules) {
  Range rest = keyspace::all_parts();
  for (;;) {
    MAYFLY_LET(first, rules.store.scan(rest, 1));
    if (first.empty()) return {};
    MAYFLY_LET(drop, keyspace::drop_of_part(first.front().key));
    Ledger ledger(rules, drop);
    MAYFLY_LET(record, ledger.load<DropRecord>(keyspace::drop(drop)));
    if (!record || has_ended(record->state)) {
      ledger.request_erasure(keyspace::Erasure::kOrphan);
      MAYFLY_TRY(ledger.commit());
    }
    rest = keyspace::parts_after(drop);
  }
}

}  // namespace mayfly
