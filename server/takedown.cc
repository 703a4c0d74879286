// Finding the drop, putting its parts on the list, ending it.
#include "server/takedown.h"

#include "server/blocklist.h"
#include "server/rules_lifecycle.h"

namespace mayfly {
namespace {

Answer<DropId> find_drop(const Store& store, const ByteArray<16>& id) {
  const Key drop = keyspace::drop(DropId{id});
  MAYFLY_LET(drop_bytes, store.get(drop.table, drop.bytes));
  if (drop_bytes) return DropId{id};
  const Key grant = keyspace::grant(GrantId{id});
  MAYFLY_LET(grant_bytes, store.get(grant.table, grant.bytes));
  if (!grant_bytes) return refuse(Code::kDropNotFound);
  MAYFLY_LET(record, decode<GrantRecord>(*grant_bytes));
  return record.drop;
}

}  // namespace

Answer<TakenDown> take_down(Rules& rules, const ByteArray<16>& id, Blocking blocking) {
  MAYFLY_LET(drop, find_drop(rules.store, id));
  uint64_t blocked_parts = 0;
  if (blocking == Blocking::kYes) {
    MAYFLY_LET(count, block_parts(rules, drop));
    blocked_parts = count;
  }
  const auto ended = run_rule(rules, drop, [&](Ledger& ledger) -> Answer<void> {
    MAYFLY_LET(record, ledger.load<DropRecord>(keyspace::drop(drop)));
    if (!record) return refuse(Code::kDropNotFound);
    if (has_ended(record->state)) return refuse_gone(record->state);
    MAYFLY_TRY(end_drop(ledger, *record, State::kRemoved));
    return {};
  });
  if (!ended) return tl::make_unexpected(ended.error());
  return TakenDown{blocked_parts};
}

}  // namespace mayfly
