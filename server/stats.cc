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

void count_erasure(const Entry& entry, int64_t now_milliseconds, Levels& levels) {
  ++levels.waiting_erasures;
  const auto since = keyspace::waiting_since(entry.value);
  if (!since) return;
  const double age = static_cast<double>(std::max<int64_t>(0, now_milliseconds - *since)) / 1e3;
  levels.oldest_erasure_seconds = std::max(age, levels.oldest_erasure_seconds.value_or(0));
}

// A record of its own, or what it is before it was first written.
template <typename Record>
Result<Record> load(const Store& store, const Key& key) {
  MAYFLY_LET(bytes, store.get(key.table, key.bytes));
  if (!bytes) return Record{};
  return decode<Record>(*bytes);
}

Result<int64_t> lag_of(const Store& store, UnixTime now) {
  MAYFLY_LET(first, store.scan(keyspace::due_until(now), 1));
  if (first.empty()) return 0;
  MAYFLY_LET(due, keyspace::due_in(first.front().key));
  return now - due.time;
}

}  // namespace

Result<Levels> take_levels(Rules& rules) {
  const Store& store = rules.store;
  Levels levels;
  MAYFLY_LET(totals, load<TotalsRecord>(store, keyspace::totals()));
  levels.remembered_drops = totals.drops;
  levels.open_drops = totals.open_drops;
  levels.reserved_bytes = totals.reserved_bytes;
  MAYFLY_LET(list, load<BlocklistRecord>(store, keyspace::blocklist()));
  levels.blocked_parts = list.hashes;
  MAYFLY_LET(lag, lag_of(store, rules.clock.now()));
  levels.lag_seconds = lag;
  const auto count_lease = [&](const Entry&) -> Status {
    ++levels.running_leases;
    return {};
  };
  MAYFLY_TRY(for_each(store, keyspace::running_leases(), count_lease));
  const int64_t now = rules.clock.milliseconds();
  const auto count = [&](const Entry& entry) -> Status {
    count_erasure(entry, now, levels);
    return {};
  };
  MAYFLY_TRY(for_each(store, keyspace::waiting_erasures(), count));
  return levels;
}

Result<Stats> take_stats(Rules& rules) {
  const UnixTime now = rules.clock.now();
  Stats stats;
  MAYFLY_LET(levels, take_levels(rules));
  stats.levels = levels;
  MAYFLY_TRY(for_each(rules.store, keyspace::drops(),
                      [&](const Entry& entry) { return count_drop(entry, now, stats); }));
  return stats;
}

}  // namespace mayfly
