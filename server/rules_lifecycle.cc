// The ends of drops, grants and leases.
#include "server/rules_lifecycle.h"

#include <algorithm>

namespace mayfly {
namespace {

bool is_used_up(const GrantRecord& grant) {
  return grant.max_views != 0 && grant.views >= grant.max_views;
}

// No view is left to give. A drop whose links were all revoked waits for another one.
Result<bool> all_used_up(Ledger& ledger) {
  MAYFLY_LET(grants, ledger.load_grants());
  bool any = false;
  for (const Ledger::GrantEntry& grant : grants) {
    if (grant.record.removed) continue;
    if (!is_used_up(grant.record)) return false;
    any = true;
  }
  return any;
}

Counted counted_as(State reason) {
  switch (reason) {
    case State::kViewed:
      return Counted::kDropViewed;
    case State::kBurned:
      return Counted::kDropBurned;
    case State::kRemoved:
      return Counted::kDropRemoved;
    default:
      return Counted::kDropExpired;
  }
}

}  // namespace

State state_of(const DropRecord& drop, UnixTime now) {
  if (has_ended(drop.state)) return drop.state;
  const bool over =
      now >= drop.expires_at || (drop.state == State::kOpen && now >= drop.open_until);
  return over ? State::kExpired : drop.state;
}

State state_of(const GrantRecord& grant, const DropRecord& drop, UnixTime now) {
  if (grant.removed) return State::kRemoved;
  const State state = state_of(drop, now);
  if (state == State::kLive && is_used_up(grant) && grant.leases == 0) return State::kViewed;
  return state;
}

std::optional<uint32_t> views_left(const GrantRecord& grant) {
  if (grant.max_views == 0) return std::nullopt;
  return grant.max_views - std::min(grant.views, grant.max_views);
}

Status end_drop(Ledger& ledger, DropRecord& drop, State reason) {
  drop.ended_open = drop.state == State::kOpen;
  drop.state = reason;
  drop.ended_at = ledger.now;
  drop.leases = 0;
  ledger.save_drop(drop);
  ledger.schedule(forget_at(drop, ledger.rules.limits));
  ledger.request_erasure(keyspace::Erasure::kDrop);
  ledger.release_open();
  ledger.count(counted_as(reason));
  return {};
}

Status save_or_end(Ledger& ledger, DropRecord& drop) {
  const State state = state_of(drop, ledger.now);
  if (drop.leases == 0 && (state == State::kLive || state == State::kExpired)) {
    MAYFLY_LET(used_up, all_used_up(ledger));
    if (used_up && drop.state == State::kLive) return end_drop(ledger, drop, State::kViewed);
    if (state == State::kExpired) return end_drop(ledger, drop, State::kExpired);
  }
  ledger.save_drop(drop);
  return {};
}

Status end_lease(Ledger& ledger, DropRecord& drop, const ViewId& view, LeaseRecord& lease,
                 LeaseEnd how) {
  MAYFLY_LET(grant, ledger.load<GrantRecord>(keyspace::grant(lease.grant)));
  if (!grant || grant->leases == 0 || drop.leases == 0) {
    return fail(Fault::kCorrupt, "a lease that no grant counts");
  }
  lease.ended_at = ledger.now;
  ledger.save(keyspace::lease(view), lease);
  ledger.schedule_lease(view, ledger.now + ledger.rules.limits.lease_total_seconds);
  ledger.tx.erase(keyspace::running_lease(lease.grant, lease.lease_verifier));
  --grant->leases;
  --drop.leases;
  ledger.count(how == LeaseEnd::kDone ? Counted::kViewDone : Counted::kViewLapsed);
  if (how == LeaseEnd::kLapsed && !lease.sent) {
    --grant->views;
    ledger.count(Counted::kViewGivenBack);
  }
  ledger.save(keyspace::grant(lease.grant), *grant);
  const auto kind = how == LeaseEnd::kDone ? OwnerEvent::Kind::kDone : OwnerEvent::Kind::kLapsed;
  MAYFLY_TRY(ledger.add_event(drop, kind, lease.grant, view));
  return save_or_end(ledger, drop);
}

UnixTime forget_at(const DropRecord& drop, const RuleLimits& limits) {
  return std::max(drop.expires_at, drop.ended_at + limits.tombstone_seconds_min);
}

}  // namespace mayfly
