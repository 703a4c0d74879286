// Adding, changing, revoking and showing grants.
#include "server/grants.h"

#include "server/grants_description.h"
#include "server/quota.h"
#include "server/rules_lifecycle.h"

namespace mayfly {
namespace {

// What is sealed is never empty, so an empty one can stand for none in the records.
bool fits(const std::optional<Bytes>& sealed, size_t size_max) {
  return !sealed || (!sealed->empty() && sealed->size() <= size_max);
}
std::optional<Bytes> unless_empty(Bytes bytes) {
  if (bytes.empty()) return std::nullopt;
  return bytes;
}

Answer<void> check_fields(const NewGrant& wanted, const RuleLimits& limits) {
  if (wanted.header.empty() || wanted.header.size() > kHeaderSizeMax) return refuse_field("header");
  if (wanted.max_views > limits.max_views_max) return refuse_field("max_views");
  if (wanted.password) {
    const auto [ops, mem] = *wanted.password;
    const bool in_range =
        ops >= kArgonOpsMin && ops <= kArgonOpsMax && mem >= kArgonMemMin && mem <= kArgonMemMax;
    if (!in_range) return refuse_field("password");
  }
  if (!fits(wanted.note, kNoteSizeMax)) return refuse_field("note");
  if (!fits(wanted.hint, kHintSizeMax)) return refuse_field("hint");
  return {};
}

// The drop as long as its grants may change.
Answer<DropRecord> load_lasting(Ledger& ledger, const OwnerAccess& owner) {
  MAYFLY_LET(record, load_owned(ledger, owner));
  const State state = state_of(record, ledger.now);
  if (has_ended(state)) return refuse_gone(state);
  return record;
}

// A grant of this drop; one of another is as unknown as none.
Answer<GrantRecord> load_grant_of(Ledger& ledger, const GrantId& id) {
  MAYFLY_LET(grant, ledger.load<GrantRecord>(keyspace::grant(id)));
  if (!grant || grant->drop != ledger.drop) return refuse(Code::kGrantNotFound);
  return *grant;
}

// On disk when it returns. A crash before the grant's record is leaves an orphan.
Status put_contents(Ledger& ledger, const GrantId& grant, const GrantContents& contents) {
  const Key key = keyspace::grant_contents(ledger.drop, grant);
  MAYFLY_LET(staged, ledger.rules.store.stage(key.table, key.bytes, encode(contents)));
  MAYFLY_TRY(staged->place());
  return ledger.rules.store.settle(keyspace::only(key));
}

}  // namespace

Answer<bool> Grants::put(const OwnerAccess& owner, const NewGrant& wanted) {
  return run_rule(rules_, owner.drop, [&](Ledger& ledger) -> Answer<bool> {
    MAYFLY_LET(drop, load_lasting(ledger, owner));
    MAYFLY_TRY(check_fields(wanted, rules_.limits));
    const GrantContents contents{wanted.header, wanted.note.value_or(Bytes()),
                                 wanted.hint.value_or(Bytes())};
    MAYFLY_LET(former, ledger.load<GrantRecord>(keyspace::grant(wanted.grant)));
    if (former) {
      if (former->drop != owner.drop) return refuse(Code::kGrantExists);
      if (former->removed) return refuse_gone(State::kRemoved);
      MAYFLY_LET(former_contents, ledger.load_contents(wanted.grant));
      const bool same = former->access_verifier.matches(wanted.access_verifier) &&
                        former->max_views == wanted.max_views &&
                        former->password == wanted.password && former_contents == contents;
      if (!same) return refuse(Code::kGrantExists);
      return true;
    }
    MAYFLY_TRY(check_room(rules_, Need::kRecord));
    MAYFLY_LET(grants, ledger.load_grants());
    if (grants.size() >= rules_.limits.grants_per_drop_max) return refuse(Code::kGrantsFull);
    MAYFLY_TRY(reserve_grant(ledger));
    GrantRecord record;
    record.drop = owner.drop;
    record.access_verifier = wanted.access_verifier;
    record.created_at = ledger.now;
    record.max_views = wanted.max_views;
    record.password = wanted.password;
    MAYFLY_TRY(put_contents(ledger, wanted.grant, contents));
    ledger.save(keyspace::grant(wanted.grant), record);
    ledger.tx.put(keyspace::grant_of_drop(owner.drop, wanted.grant), {});
    ledger.save_drop(drop);
    return false;
  });
}

Answer<GrantViews> Grants::change(const OwnerAccess& owner, const GrantId& grant,
                                  uint32_t max_views) {
  return run_rule(rules_, owner.drop, [&](Ledger& ledger) -> Answer<GrantViews> {
    MAYFLY_LET(drop, load_lasting(ledger, owner));
    MAYFLY_LET(record, load_grant_of(ledger, grant));
    if (record.removed) return refuse_gone(State::kRemoved);
    if (max_views > rules_.limits.max_views_max) return refuse_field("max_views");
    record.max_views = max_views;
    ledger.save(keyspace::grant(grant), record);
    MAYFLY_TRY(save_or_end(ledger, drop));
    return GrantViews{record.max_views, record.views};
  });
}

Answer<void> Grants::revoke(const OwnerAccess& owner, const GrantId& grant) {
  return run_rule(rules_, owner.drop, [&](Ledger& ledger) -> Answer<void> {
    MAYFLY_LET(drop, load_owned(ledger, owner));
    MAYFLY_LET(record, load_grant_of(ledger, grant));
    if (record.removed || has_ended(drop.state)) return {};
    record.removed = true;
    ledger.save(keyspace::grant(grant), record);
    ledger.request_erasure(keyspace::Erasure::kGrant, grant.bytes);
    MAYFLY_TRY(save_or_end(ledger, drop));
    return {};
  });
}

Answer<GrantInfo> Grants::info(const GrantId& grant) {
  MAYFLY_LET(bytes, rules_.store.get(Table::kRecords, keyspace::grant(grant).bytes));
  if (!bytes) return refuse(Code::kGrantNotFound);
  MAYFLY_LET(found, decode<GrantRecord>(*bytes));
  return run_rule(rules_, found.drop, [&](Ledger& ledger) -> Answer<GrantInfo> {
    MAYFLY_LET(record, load_grant_of(ledger, grant));
    MAYFLY_LET(drop, ledger.load<DropRecord>(keyspace::drop(ledger.drop)));
    if (!drop) return refuse(Code::kGrantNotFound);
    GrantInfo info{
        .state = state_of(record, *drop, ledger.now), .views_left = {}, .password = {}, .hint = {}};
    if (has_ended(info.state)) return info;
    MAYFLY_LET(contents, ledger.load_contents(grant));
    info.expires_at = drop->expires_at;
    info.views_left = views_left(record);
    info.size = drop->size;
    info.password = record.password;
    info.tracked = drop->track;
    if (contents) info.hint = unless_empty(std::move(contents->hint));
    return info;
  });
}

Result<std::vector<GrantDescription>> describe_grants(Ledger& ledger, const DropRecord& drop) {
  MAYFLY_LET(grants, ledger.load_grants());
  std::vector<GrantDescription> descriptions;
  for (const auto& [id, grant] : grants) {
    GrantDescription description{id,
                                 state_of(grant, drop, ledger.now),
                                 grant.max_views,
                                 grant.views,
                                 has_ended(drop.state) ? 0 : grant.leases,
                                 grant.created_at,
                                 grant.password,
                                 {}};
    if (!has_ended(drop.state) && !grant.removed) {
      MAYFLY_LET(contents, ledger.load_contents(id));
      if (contents) description.note = unless_empty(std::move(contents->note));
    }
    descriptions.push_back(std::move(description));
  }
  return descriptions;
}

}  // namespace mayfly
