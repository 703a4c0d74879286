// Looking at what is due.
#include "server/reaper.h"

#include "server/blocklist.h"
#include "server/erasure.h"
#include "server/reports.h"
#include "server/rules_lifecycle.h"

namespace mayfly {
namespace {

constexpr size_t kDuePerPass = 1'000;
// Erased due keys that are swept out of the table's front together.
constexpr size_t kSweepAfter = 500;
constexpr int64_t kTombstoneRetrySeconds = 60;

// Nothing is left of the drop afterwards, but for bytes of its events until RocksDB rewrites them.
Status forget_drop(Ledger& ledger) {
  MAYFLY_LET(grants, ledger.load_grants());
  for (const Ledger::GrantEntry& grant : grants) {
    ledger.tx.erase(keyspace::grant(grant.id));
    ledger.tx.erase(keyspace::grant_of_drop(ledger.drop, grant.id));
  }
  MAYFLY_LET(events, ledger.rules.store.scan(keyspace::events(ledger.drop),
                                             ledger.rules.limits.events_per_drop_max));
  for (Entry& event : events) ledger.tx.erase({Table::kEvents, std::move(event.key)});
  MAYFLY_LET(totals, ledger.load_totals());
  if (totals.drops > 0) --totals.drops;
  ledger.save_totals(totals);
  ledger.tx.erase(keyspace::drop(ledger.drop));
  return {};
}

// A tombstone, which goes once its time has come and its bytes have gone.
Status look_at_tombstone(Ledger& ledger, const DropRecord& drop) {
  const UnixTime time = forget_at(drop, ledger.rules.limits);
  if (ledger.now < time) {
    ledger.schedule(time);
    return {};
  }
  MAYFLY_LET(waiting,
             ledger.tx.get(keyspace::waiting_erasure(ledger.drop, keyspace::Erasure::kDrop)));
  if (waiting) {
    ledger.schedule(ledger.now + kTombstoneRetrySeconds);
    return {};
  }
  return forget_drop(ledger);
}

Status look_at_drop(Ledger& ledger) {
  MAYFLY_LET(drop, ledger.load<DropRecord>(keyspace::drop(ledger.drop)));
  if (!drop) return {};
  if (has_ended(drop->state)) return look_at_tombstone(ledger, *drop);
  if (state_of(*drop, ledger.now) != State::kExpired) {
    ledger.schedule(drop->state == State::kOpen ? drop->open_until : drop->expires_at);
    return {};
  }
  if (drop->leases == 0) return save_or_end(ledger, *drop);
  // The end of its last lease ends it; this look is the second string to that bow.
  ledger.schedule(ledger.now + ledger.rules.limits.lease_seconds);
  return {};
}

// Ends a lease that lapsed, and forgets one that ended a while ago.
Status look_at_lease(Ledger& ledger, const ViewId& view) {
  MAYFLY_LET(lease, ledger.load<LeaseRecord>(keyspace::lease(view)));
  if (!lease) return {};
  MAYFLY_LET(drop, ledger.load<DropRecord>(keyspace::drop(ledger.drop)));
  if (lease->ended_at == 0 && drop && !has_ended(drop->state)) {
    if (ledger.now >= lease->until) {
      return end_lease(ledger, *drop, view, *lease, LeaseEnd::kLapsed);
    }
    ledger.schedule_lease(view, lease->until);
    return {};
  }
  const UnixTime ended_at = lease->ended_at == 0 ? lease->until : lease->ended_at;
  const UnixTime forget_at = ended_at + ledger.rules.limits.lease_total_seconds;
  if (ledger.now < forget_at) {
    ledger.schedule_lease(view, forget_at);
    return {};
  }
  ledger.tx.erase(keyspace::lease(view));
  if (lease->ended_at == 0) {
    ledger.tx.erase(keyspace::running_lease(lease->grant, lease->lease_verifier));
  }
  return {};
}

// The drop whose lock this look needs. Nothing: the lease is gone already.
Result<std::optional<DropId>> drop_of(const Store& store, const keyspace::Due& due) {
  if (due.kind == keyspace::DueKind::kDrop) return DropId::from(due.id);
  if (due.kind == keyspace::DueKind::kBlocked) return kBlocklistLock;
  if (due.kind == keyspace::DueKind::kReport) {
    return drop_of_report(store, ReportId::from(due.id));
  }
  MAYFLY_LET(bytes, store.get(Table::kRecords, keyspace::lease(ViewId::from(due.id)).bytes));
  if (!bytes) return std::nullopt;
  MAYFLY_LET(lease, decode<LeaseRecord>(*bytes));
  return lease.drop;
}

Answer<void> look(Rules& rules, const Bytes& key) {
  MAYFLY_LET(due, keyspace::due_in(key));
  MAYFLY_LET(drop, drop_of(rules.store, due));
  return run_rule(rules, drop.value_or(DropId{}), [&](Ledger& ledger) -> Answer<void> {
    ledger.tx.erase({Table::kDue, key});
    // Nothing is lost if this is: what is due stays due.
    ledger.let_lag();
    if (due.kind == keyspace::DueKind::kLease) {
      MAYFLY_TRY(look_at_lease(ledger, ViewId::from(due.id)));
    } else if (due.kind == keyspace::DueKind::kBlocked) {
      MAYFLY_TRY(look_at_blocked(ledger, PartHash::from(due.id)));
    } else if (due.kind == keyspace::DueKind::kReport) {
      MAYFLY_TRY(look_at_report(ledger, ReportId::from(due.id)));
    } else {
      MAYFLY_TRY(look_at_drop(ledger));
    }
    return {};
  });
}

}  // namespace

Status Reaper::repair() { return request_orphans(rules_, stopped_); }

Result<UnixTime> Reaper::pass() {
  MAYFLY_TRY(rules_.store.recover());
  const UnixTime now = rules_.clock.now();
  MAYFLY_LET(due, rules_.store.scan(keyspace::due_until(now), kDuePerPass));
  bool failed = false;
  for (const Entry& entry : due) {
    if (!look(rules_, entry.key)) failed = true;  // one that is broken must not stop the others
  }
  // All that waits, before more is looked at: a burn must not wait for a long queue of what is due.
  bool more = true;
  do {
    MAYFLY_LET(waiting, erase_waiting(rules_));
    more = waiting;
  } while (more && !stopped_);
  if (due.size() >= kSweepAfter) MAYFLY_TRY(rules_.store.purge({keyspace::due_until(now)}));
  if (failed) return fail(Fault::kStorage, "something that is due could not be handled");
  if (more || due.size() == kDuePerPass) return now;
  MAYFLY_LET(next, rules_.store.scan(keyspace::all_due(), 1));
  if (next.empty()) return std::numeric_limits<UnixTime>::max();
  MAYFLY_LET(first, keyspace::due_in(next.front().key));
  return first.time;
}

}  // namespace mayfly
