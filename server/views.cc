// Claiming a view, fetching under its lease, and ending it.
#include "server/views.h"

#include <algorithm>

#include "server/rules_lifecycle.h"

namespace mayfly {
namespace {

bool is_running(const LeaseRecord& lease, UnixTime now) {
  return lease.ended_at == 0 && now < lease.until;
}

struct RunningLease {
  ViewId view;
  LeaseRecord record;
};

// The lease under this verifier that nobody has ended yet, lapsed or not.
Result<std::optional<RunningLease>> find_lease(Ledger& ledger, const ClaimRequest& request) {
  const Key key = keyspace::running_lease(request.grant, request.lease_verifier);
  MAYFLY_LET(view_bytes, ledger.tx.get(key));
  if (!view_bytes) return std::nullopt;
  if (view_bytes->size() != ViewId::kSize) {
    return fail(Fault::kCorrupt, "an index entry that was never written");
  }
  const ViewId view = ViewId::from(ByteView(*view_bytes).first<ViewId::kSize>());
  MAYFLY_LET(lease, ledger.load<LeaseRecord>(keyspace::lease(view)));
  if (!lease) return std::nullopt;
  return RunningLease{view, *lease};
}

Answer<Claim> answer_claim(Ledger& ledger, const DropRecord& drop, const GrantRecord& grant,
                           const RunningLease& lease) {
  const GrantId& id = lease.record.grant;
  MAYFLY_LET(contents, ledger.load_contents(id));
  if (!contents) return refuse(Code::kInternal);
  return Claim{lease.view,      ledger.drop,       std::move(contents->header),
               drop.size,       drop.part_size,    views_left(grant),
               drop.expires_at, lease.record.until};
}

// Counts a view and makes its lease.
Result<RunningLease> make_lease(Ledger& ledger, const ClaimRequest& request, DropRecord& drop,
                                GrantRecord& grant) {
  const RuleLimits& limits = ledger.rules.limits;
  RunningLease lease;
  ledger.rules.random.fill(lease.view.bytes);
  lease.record.drop = ledger.drop;
  lease.record.grant = request.grant;
  lease.record.lease_verifier = request.lease_verifier;
  lease.record.claimed_at = ledger.now;
  lease.record.until = ledger.now + std::min(limits.lease_seconds, limits.lease_total_seconds);
  ++grant.views;
  ++grant.leases;
  ++drop.leases;
  MAYFLY_TRY(ledger.add_event(drop, OwnerEvent::Kind::kView, request.grant, lease.view));
  ledger.save(keyspace::lease(lease.view), lease.record);
  ledger.tx.put(keyspace::running_lease(request.grant, request.lease_verifier),
                Bytes(lease.view.bytes.begin(), lease.view.bytes.end()));
  ledger.schedule_lease(lease.view, lease.record.until);
  ledger.save(keyspace::grant(request.grant), grant);
  ledger.save_drop(drop);
  ledger.count(Counted::kViewGranted);
  return lease;
}

Answer<Claim> claim_in(Ledger& ledger, const ClaimRequest& request) {
  MAYFLY_LET(grant, ledger.load<GrantRecord>(keyspace::grant(request.grant)));
  MAYFLY_LET(drop, ledger.load<DropRecord>(keyspace::drop(ledger.drop)));
  if (!grant || !drop) return refuse(Code::kGrantNotFound);
  MAYFLY_TRY(admit(ledger.rules, grant->access_verifier, request.token.expose(),
                   request.grant.bytes, request.client,
                   grant->password ? Guessable::kYes : Guessable::kNo));
  if (has_ended(drop->state)) return refuse_gone(drop->state);
  if (grant->removed) return refuse_gone(State::kRemoved);
  MAYFLY_LET(former, find_lease(ledger, request));
  if (former && is_running(former->record, ledger.now)) {
    return answer_claim(ledger, *drop, *grant, *former);
  }
  const State state = state_of(*drop, ledger.now);
  if (has_ended(state)) return refuse_gone(state);
  if (state == State::kOpen) return refuse(Code::kDropOpen);
  // The reaper is about to end this one; two leases must not share a verifier.
  if (former) return refuse_for(Code::kBusy, 1);
  if (views_left(*grant) == 0u || grant->views == UINT32_MAX) return refuse_gone(State::kViewed);
  MAYFLY_TRY(check_room(ledger.rules, Need::kRecord));
  MAYFLY_LET(lease, make_lease(ledger, request, *drop, *grant));
  return answer_claim(ledger, *drop, *grant, lease);
}

// Leaves a trace for the owner of a tracked drop; that it could not is no news for the claimer.
void note_denial(Rules& rules, const DropId& drop, const GrantId& grant) {
  (void)run_rule(rules, drop, [&](Ledger& ledger) -> Answer<void> {
    MAYFLY_LET(record, ledger.load<DropRecord>(keyspace::drop(drop)));
    if (!record || !record->track || has_ended(record->state)) return {};
    // Whoever knows the grant's id can be denied as often as it takes to push out what was viewed.
    if (record->events_next - record->events_first >= rules.limits.events_per_drop_max) return {};
    MAYFLY_TRY(ledger.add_event(*record, OwnerEvent::Kind::kDenied, grant, std::nullopt));
    ledger.save_drop(*record);
    ledger.let_lag();
    return {};
  });
}

// The lease, for its holder only.
Answer<LeaseRecord> load_held(Ledger& ledger, const LeaseAccess& access) {
  MAYFLY_LET(lease, ledger.load<LeaseRecord>(keyspace::lease(access.view)));
  if (!lease) return refuse(Code::kViewNotFound);
  MAYFLY_TRY(admit(ledger.rules, lease->lease_verifier, access.token.expose(), access.view.bytes,
                   access.client, Guessable::kNo));
  return *lease;
}

Answer<DropId> drop_of(const Store& store, const ViewId& view) {
  MAYFLY_LET(bytes, store.get(Table::kRecords, keyspace::lease(view).bytes));
  if (!bytes) return refuse(Code::kViewNotFound);
  MAYFLY_LET(lease, decode<LeaseRecord>(*bytes));
  return lease.drop;
}

// Counts the part as sent, before it is.
Answer<void> count_part(Ledger& ledger, const LeaseAccess& access, uint32_t number) {
  const RuleLimits& limits = ledger.rules.limits;
  MAYFLY_LET(lease, load_held(ledger, access));
  MAYFLY_LET(drop, ledger.load<DropRecord>(keyspace::drop(ledger.drop)));
  MAYFLY_LET(grant, ledger.load<GrantRecord>(keyspace::grant(lease.grant)));
  if (!drop || !grant) return refuse(Code::kViewNotFound);
  if (!is_running(lease, ledger.now)) return refuse(Code::kLeaseEnded);
  if (has_ended(drop->state)) return refuse_gone(drop->state);
  if (grant->removed) return refuse_gone(State::kRemoved);
  MAYFLY_LET(plan, PartPlan::make(drop->size, drop->part_size));
  if (number >= plan.part_count()) return refuse(Code::kPartNotFound);
  lease.bytes_sent += plan.sealed_size(number);
  if (lease.bytes_sent > plan.sealed_total() * limits.lease_payloads_max) {
    return refuse(Code::kLeaseEnded);
  }
  // Losing a later renewal at a power cut costs nobody a view; losing the first would.
  if (lease.sent) ledger.let_lag();
  lease.sent = true;
  lease.until = std::max(lease.until, std::min(ledger.now + limits.lease_seconds,
                                               lease.claimed_at + limits.lease_total_seconds));
  ledger.save(keyspace::lease(access.view), lease);
  return {};
}

}  // namespace

Answer<Claim> Views::claim(const ClaimRequest& request) {
  MAYFLY_LET(bytes, rules_.store.get(Table::kRecords, keyspace::grant(request.grant).bytes));
  if (!bytes) return refuse(Code::kGrantNotFound);
  MAYFLY_LET(grant, decode<GrantRecord>(*bytes));
  auto answer =
      run_rule(rules_, grant.drop, [&](Ledger& ledger) { return claim_in(ledger, request); });
  if (!answer && answer.error().code == Code::kTokenWrong) {
    note_denial(rules_, grant.drop, request.grant);
  }
  return answer;
}

Answer<StoredValue> Views::read_part(const LeaseAccess& lease, uint32_t number) {
  MAYFLY_LET(drop, drop_of(rules_.store, lease.view));
  MAYFLY_TRY(
      run_rule(rules_, drop, [&](Ledger& ledger) { return count_part(ledger, lease, number); }));
  const Key key = keyspace::part(drop, number);
  MAYFLY_LET(part, rules_.store.open_value(key.table, key.bytes));
  if (part) return std::move(*part);
  // Burned in between, or else our fault.
  return run_rule(rules_, drop, [&](Ledger& ledger) -> Answer<StoredValue> {
    MAYFLY_LET(record, ledger.load<DropRecord>(keyspace::drop(drop)));
    if (record && has_ended(record->state)) return refuse_gone(record->state);
    return refuse(Code::kInternal);
  });
}

Answer<void> Views::done(const LeaseAccess& access) {
  MAYFLY_LET(drop, drop_of(rules_.store, access.view));
  return run_rule(rules_, drop, [&](Ledger& ledger) -> Answer<void> {
    MAYFLY_LET(lease, load_held(ledger, access));
    MAYFLY_LET(record, ledger.load<DropRecord>(keyspace::drop(drop)));
    if (lease.ended_at != 0 || !record || has_ended(record->state)) return {};
    // A lapsed one that the reaper has not met yet ends as lapsed.
    const bool running = is_running(lease, ledger.now);
    MAYFLY_TRY(end_lease(ledger, *record, access.view, lease,
                         running ? LeaseEnd::kDone : LeaseEnd::kLapsed));
    return {};
  });
}

}  // namespace mayfly
