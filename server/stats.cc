// Counting by walking through the records, some at a time.
#include "server/stats.h"

#include <algorithm>

#include "server/rules_lifecycle.h"

namespace mayfly {
namespace {

constexpr size_t kEntriesAtOnce = 1'000;

// Calls `look` (const Entry& to Status) with each entry of the range.
template <typename Look>
Status for_each(const Store& store, Range range, Look&& look) {
  for (;;) {
    MAYFLY_LET(entries, store.scan(range, kEntriesAtOnce));
    for (const Entry& entry : entries) MAYFLY_TRY(look(entry));
    if (entries.size() < kEntriesAtOnce) return {};
    range.from = entries.back().key;
    range.from.push_back(0);
  }
}

Status count_drop(const Entry& entry, UnixTime now, Stats& stats) {
  MAYFLY_LET(drop, decode<DropRecord>(entry.value));
  const State state = state_of(drop, now);
  if (state == State::kOpen) {
    ++stats.open_drops;
  } else if (state == State::kLive) {
    ++stats.live_drops;
  } else {
    ++stats.ended_drops;
  }
  return {};
}

Status count_erasure(const Store& store, const Entry& entry, UnixTime now, Stats& stats) {
  ++stats.waiting_erasures;
  MAYFLY_LET(waiting, keyspace::waiting_erasure_in(entry.key));
  if (waiting.kind != keyspace::Erasure::kDrop) return {};
  const Key key = keyspace::drop(waiting.drop);
  MAYFLY_LET(bytes, store.get(key.table, key.bytes));
  if (!bytes) return {};
  MAYFLY_LET(drop, decode<DropRecord>(*bytes));
  const int64_t age = std::max<int64_t>(0, now - drop.ended_at);
  stats.oldest_erasure_seconds = std::max(age, stats.oldest_erasure_seconds.value_or(0));
  return {};
}

}  // namespace

Result<Stats> take_stats(Rules& rules) {
  const Store& store = rules.store;
  const UnixTime now = rules.clock.now();
  Stats stats;
  MAYFLY_TRY(for_each(store, keyspace::drops(),
                      [&](const Entry& entry) { return count_drop(entry, now, stats); }));
  MAYFLY_TRY(for_each(store, keyspace::running_leases(), [&](const Entry&) -> Status {
    ++stats.running_leases;
    return {};
  }));
  MAYFLY_TRY(for_each(store, keyspace::waiting_erasures(),
                      [&](const Entry& entry) { return count_erasure(store, entry, now, stats); }));
  MAYFLY_LET(bytes, store.get(Table::kRecords, keyspace::totals().bytes));
  if (bytes) {
    MAYFLY_LET(totals, decode<TotalsRecord>(*bytes));
    stats.reserved_bytes = totals.reserved_bytes;
  }
  return stats;
}

}  // namespace mayfly
