// Creating, filling, sealing, extending and burning a drop.
#include "server/drops.h"

#include <algorithm>

#include "server/blocklist.h"
#include "server/grants_description.h"
#include "server/quota.h"
#include "server/rules_lifecycle.h"

namespace mayfly {
namespace {

// The time that the wish stands for.
Answer<UnixTime> resolve(const Expiry& wish, UnixTime now, const RuleLimits& limits) {
  const bool relative = wish.kind == Expiry::Kind::kIn;
  const UnixTime latest = now + limits.expires_in_max_seconds;
  const bool in_range = relative ? wish.seconds > 0 && wish.seconds <= limits.expires_in_max_seconds
                                 : wish.seconds > now && wish.seconds <= latest;
  if (!in_range) return relative ? refuse_field("expires_in") : refuse_field("expires_at");
  return relative ? now + wish.seconds : wish.seconds;
}

Answer<PartPlan> plan_of(const NewDrop& wanted, const RuleLimits& limits) {
  if (wanted.size > limits.drop_bytes_max) {
    return refuse_number(Code::kDropTooLarge, limits.drop_bytes_max);
  }
  const auto plan = PartPlan::make(wanted.size, wanted.part_size);
  if (!plan) {
    return plan.error().fault == Fault::kTooLarge ? refuse_field("size")
                                                  : refuse_field("part_size");
  }
  return *plan;
}

Result<PartPlan> plan_of(const DropRecord& drop) {
  return PartPlan::make(drop.size, drop.part_size);
}

CreatedDrop describe_created(const DropRecord& drop, const PartPlan& plan, bool existed) {
  return {existed, drop.expires_at, drop.open_until, plan.part_count()};
}

bool is_same_request(const DropRecord& drop, const NewDrop& wanted) {
  return drop.owner_verifier.matches(wanted.owner_verifier) && drop.size == wanted.size &&
         drop.part_size == wanted.part_size && drop.asked_expiry == wanted.expiry &&
         drop.owner_key == wanted.owner_key && drop.track == wanted.track;
}

// The drop while its parts may still change.
Answer<DropRecord> load_open(Ledger& ledger, const OwnerAccess& owner) {
  MAYFLY_LET(record, load_owned(ledger, owner));
  const State state = state_of(record, ledger.now);
  if (has_ended(state)) return refuse_gone(state);
  if (state == State::kLive) return refuse(Code::kDropSealed);
  return record;
}

// Until when an open drop stays if nothing more comes.
UnixTime open_until(const DropRecord& drop, UnixTime now, const RuleLimits& limits) {
  return std::min(
      {now + limits.open_idle_seconds, drop.created_at + limits.open_seconds, drop.expires_at});
}

// An upload that goes on is kept open. Not written down for each part: a quarter of the time is
// near enough.
void keep_open(Ledger& ledger, DropRecord& drop) {
  const RuleLimits& limits = ledger.rules.limits;
  const UnixTime until = open_until(drop, ledger.now, limits);
  if (until - drop.open_until < std::max<int64_t>(limits.open_idle_seconds / 4, 1)) return;
  drop.open_until = until;
  ledger.save_drop(drop);
  ledger.schedule(until);
}

// The open drop that the part is for.
Answer<DropRecord> check_part(Ledger& ledger, const OwnerAccess& owner, uint32_t number,
                              uint64_t size) {
  MAYFLY_LET(record, load_open(ledger, owner));
  MAYFLY_LET(plan, plan_of(record));
  if (number >= plan.part_count()) return refuse(Code::kPartNotFound);
  if (size != plan.sealed_size(number)) {
    return refuse_number(Code::kPartSizeWrong, plan.sealed_size(number));
  }
  MAYFLY_TRY(check_room(ledger.rules, Need::kUpload, size));
  return record;
}

// A drop's bytes were paid for when it was created. Who sends them again and again pays again, else
// one drop would do to keep a disk busy all day.
Answer<void> pay_again(Ledger& ledger, const OwnerAccess& owner, const DropRecord& drop,
                       uint32_t number, uint64_t size) {
  const Key part = keyspace::part(owner.drop, number);
  MAYFLY_LET(stored, ledger.rules.store.scan(keyspace::only(part), 1));
  if (stored.empty()) return {};
  MAYFLY_LET(plan, plan_of(drop));
  return ledger.rules.budgets.take_again(owner.client, owner.drop, size, plan.sealed_total(),
                                         ledger.now);
}

// The first kMissingMax part numbers that are not stored.
Result<std::vector<uint32_t>> missing_parts(const Store& store, const DropId& drop,
                                            const PartPlan& plan) {
  MAYFLY_LET(stored, store.scan(keyspace::parts(drop), plan.part_count()));
  std::vector<uint32_t> missing;
  auto next = stored.begin();
  for (uint32_t n = 0; n < plan.part_count() && missing.size() < kMissingMax; ++n) {
    if (next == stored.end()) {
      missing.push_back(n);
      continue;
    }
    MAYFLY_LET(number, keyspace::number_of_part(next->key));
    if (number == n) {
      ++next;
    } else {
      missing.push_back(n);
    }
  }
  return missing;
}

}  // namespace

Answer<CreatedDrop> Drops::create(const NewDrop& wanted) {
  const RuleLimits& limits = rules_.limits;
  MAYFLY_LET(plan, plan_of(wanted, limits));
  const OwnerEvent probe{0, OwnerEvent::Kind::kDenied, {}, {}};
  if (!seal_event(probe, wanted.owner_key)) return refuse_field("owner_key");
  BudgetCharge charge(rules_.budgets, wanted.client, wanted.drop, plan.sealed_total());
  auto created = run_rule(rules_, wanted.drop, [&](Ledger& ledger) -> Answer<CreatedDrop> {
    MAYFLY_LET(former, ledger.load<DropRecord>(keyspace::drop(wanted.drop)));
    if (former) {
      if (!is_same_request(*former, wanted)) return refuse(Code::kDropExists);
      const State state = state_of(*former, ledger.now);
      if (has_ended(state)) return refuse_gone(state);
      return describe_created(*former, plan, true);
    }
    MAYFLY_LET(expires_at, resolve(wanted.expiry, ledger.now, limits));
    MAYFLY_TRY(charge.take(ledger.now));
    MAYFLY_TRY(reserve_drop(ledger, plan));
    DropRecord record;
    record.created_at = ledger.now;
    record.expires_at = expires_at;
    record.open_until = open_until(record, ledger.now, limits);
    record.asked_expiry = wanted.expiry;
    record.size = wanted.size;
    record.part_size = wanted.part_size;
    record.owner_verifier = wanted.owner_verifier;
    record.owner_key = wanted.owner_key;
    record.track = wanted.track;
    ledger.save_drop(record);
    ledger.schedule(record.open_until);
    ledger.count(Counted::kDropCreated);
    return describe_created(record, plan, false);
  });
  if (created) charge.stand();
  return created;
}

Answer<void> Drops::put_part(const OwnerAccess& owner, uint32_t number, ByteView sealed) {
  bool is_paid = false;  // however often the rule runs
  auto welcome = run_rule(rules_, owner.drop, [&](Ledger& ledger) -> Answer<void> {
    MAYFLY_LET(drop, check_part(ledger, owner, number, sealed.size()));
    MAYFLY_TRY(refuse_blocked(ledger, sealed));
    if (!is_paid) MAYFLY_TRY(pay_again(ledger, owner, drop, number, sealed.size()));
    is_paid = true;
    keep_open(ledger, drop);
    return {};
  });
  if (!welcome) return welcome;
  // Without the drop's lock, so that its parts reach the disk side by side.
  const Key key = keyspace::part(owner.drop, number);
  MAYFLY_LET(staged, rules_.store.stage(key.table, key.bytes, sealed));
  return run_rule(rules_, owner.drop, [&](Ledger& ledger) -> Answer<void> {
    MAYFLY_TRY(check_part(ledger, owner, number, sealed.size()));
    MAYFLY_TRY(staged->place());
    return {};
  });
}

Answer<UnixTime> Drops::seal(const OwnerAccess& owner) {
  return run_rule(rules_, owner.drop, [&](Ledger& ledger) -> Answer<UnixTime> {
    MAYFLY_LET(record, load_owned(ledger, owner));
    const State state = state_of(record, ledger.now);
    if (has_ended(state)) return refuse_gone(state);
    if (state == State::kLive) return record.expires_at;
    MAYFLY_LET(plan, plan_of(record));
    MAYFLY_LET(missing, missing_parts(rules_.store, owner.drop, plan));
    if (!missing.empty()) {
      Refusal refusal(Code::kPartsMissing);
      refusal.missing = std::move(missing);
      return tl::make_unexpected(std::move(refusal));
    }
    MAYFLY_LET(grants, ledger.load_grants());
    const bool any = std::ranges::any_of(grants, [](const auto& g) { return !g.record.removed; });
    if (!any) return refuse(Code::kGrantMissing);
    MAYFLY_TRY(refuse_blocked_parts(ledger, record));
    // The parts first: a seal that stands must not lose them.
    MAYFLY_TRY(rules_.store.settle(keyspace::parts(owner.drop)));
    MAYFLY_LET(totals, ledger.load_totals());
    --totals.open_drops;
    ledger.save_totals(totals);
    record.state = State::kLive;
    ledger.save_drop(record);
    ledger.schedule(record.expires_at);
    ledger.count(Counted::kDropSealed);
    ledger.release_open();
    return record.expires_at;
  });
}

Answer<DropDescription> Drops::describe(const OwnerAccess& owner) {
  return run_rule(rules_, owner.drop, [&](Ledger& ledger) -> Answer<DropDescription> {
    MAYFLY_LET(record, load_owned(ledger, owner));
    MAYFLY_LET(plan, plan_of(record));
    DropDescription description{state_of(record, ledger.now),
                                record.created_at,
                                record.expires_at,
                                record.size,
                                record.part_size,
                                plan.part_count(),
                                {},
                                record.track,
                                {},
                                {}};
    if (description.state == State::kOpen) {
      MAYFLY_LET(missing, missing_parts(rules_.store, owner.drop, plan));
      description.missing = std::move(missing);
    }
    MAYFLY_LET(grants, describe_grants(ledger, record));
    description.grants = std::move(grants);
    MAYFLY_LET(events,
               rules_.store.scan(keyspace::events(owner.drop), rules_.limits.events_per_drop_max));
    for (Entry& event : events) description.events.push_back(std::move(event.value));
    return description;
  });
}

Answer<UnixTime> Drops::extend(const OwnerAccess& owner, const Expiry& expiry) {
  return run_rule(rules_, owner.drop, [&](Ledger& ledger) -> Answer<UnixTime> {
    MAYFLY_LET(record, load_owned(ledger, owner));
    const State state = state_of(record, ledger.now);
    if (has_ended(state)) return refuse_gone(state);
    if (state == State::kOpen) return refuse(Code::kDropOpen);
    MAYFLY_LET(expires_at, resolve(expiry, ledger.now, rules_.limits));
    MAYFLY_TRY(check_room(rules_, Need::kRecord));
    record.expires_at = expires_at;
    ledger.save_drop(record);
    ledger.schedule(expires_at);
    return expires_at;
  });
}

Answer<void> Drops::burn(const OwnerAccess& owner) {
  return run_rule(rules_, owner.drop, [&](Ledger& ledger) -> Answer<void> {
    MAYFLY_LET(record, load_owned(ledger, owner));
    if (has_ended(record.state)) return {};
    MAYFLY_TRY(end_drop(ledger, record, State::kBurned));
    return {};
  });
}

}  // namespace mayfly
