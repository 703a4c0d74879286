// Loading and saving the records of one drop.
#include "server/rules_ledger.h"

#include <algorithm>

namespace mayfly {

template <typename Record>
Result<std::optional<Record>> Ledger::load(const Key& key) {
  MAYFLY_LET(bytes, tx.get(key));
  if (!bytes) return std::nullopt;
  return decode<Record>(*bytes).map(
      [](Record&& record) { return std::make_optional<Record>(std::move(record)); });
}

template Result<std::optional<DropRecord>> Ledger::load(const Key&);
template Result<std::optional<GrantRecord>> Ledger::load(const Key&);
template Result<std::optional<LeaseRecord>> Ledger::load(const Key&);
template Result<std::optional<TotalsRecord>> Ledger::load(const Key&);
template Result<std::optional<ReportTotalsRecord>> Ledger::load(const Key&);
template Result<std::optional<DropReportsRecord>> Ledger::load(const Key&);
template Result<std::optional<ReportRecord>> Ledger::load(const Key&);
template Result<std::optional<BlockedRecord>> Ledger::load(const Key&);
template Result<std::optional<BlocklistRecord>> Ledger::load(const Key&);

void Ledger::save_drop(DropRecord record) {
  ++record.revision;
  save(keyspace::drop(drop), record);
}

Result<TotalsRecord> Ledger::load_totals() {
  if (!totals_lock_) totals_lock_ = rules.locks.lock_totals();
  MAYFLY_LET(totals, load<TotalsRecord>(keyspace::totals()));
  return totals.value_or(TotalsRecord{});
}

Result<std::optional<GrantContents>> Ledger::load_contents(const GrantId& grant) {
  const Key key = keyspace::grant_contents(drop, grant);
  MAYFLY_LET(bytes, rules.store.get(key.table, key.bytes));
  if (!bytes) return std::nullopt;
  return decode<GrantContents>(*bytes).map(
      [](GrantContents&& contents) { return std::make_optional(std::move(contents)); });
}

Result<std::vector<Ledger::GrantEntry>> Ledger::load_grants() {
  MAYFLY_LET(index, rules.store.scan(keyspace::grants_of_drop(drop), kGrantsPerDropMax));
  std::vector<GrantEntry> grants;
  for (const Entry& entry : index) {
    MAYFLY_LET(id, keyspace::grant_in_index(entry.key));
    MAYFLY_LET(record, load<GrantRecord>(keyspace::grant(id)));
    if (!record) return fail(Fault::kCorrupt, "an index names a grant that is not there");
    grants.push_back({id, *record});
  }
  return grants;
}

void Ledger::schedule(UnixTime time) {
  tx.put(keyspace::due({time, keyspace::DueKind::kDrop, drop.bytes}), {});
}

void Ledger::schedule_lease(const ViewId& view, UnixTime time) {
  tx.put(keyspace::due({time, keyspace::DueKind::kLease, view.bytes}), {});
}

void Ledger::request_erasure(keyspace::Erasure kind, ByteView what) {
  Bytes request(keyspace::kErasureValueSize);
  const auto value = std::span(request).first<keyspace::kErasureValueSize>();
  rules.random.fill(value.last<8>());
  store_big_endian(static_cast<uint64_t>(rules.clock.milliseconds()), value.first<8>());
  tx.put(keyspace::waiting_erasure(drop, kind, what), std::move(request));
  wakes_reaper_ = true;
}

Status Ledger::add_event(DropRecord& record, OwnerEvent::Kind kind, const GrantId& grant,
                         const std::optional<ViewId>& view) {
  if (!record.track) return {};
  MAYFLY_LET(sealed, seal_event({now, kind, grant, view}, record.owner_key));
  tx.put(keyspace::event(drop, record.events_next++), std::move(sealed));
  if (record.events_next - record.events_first > rules.limits.events_per_drop_max) {
    tx.erase(keyspace::event(drop, record.events_first++));
  }
  return {};
}

Result<bool> Ledger::commit() {
  const Result<bool> written = tx.commit();
  if (written && !*written) return false;
  // Also of one that failed, since it may stand all the same.
  if (wakes_reaper_) {
    rules.locks.of(drop).last_request = rules.synced.count_write();
    rules.alarm.ring();
  }
  if (!written) return written;
  if (releases_open_) rules.budgets.release_open(drop);
  for (const Counted what : counted_) rules.counts.add(what);
  return true;
}

Answer<void> admit(Rules& rules, const Verifier& expected, std::span<const uint8_t, 32> token,
                   ByteView subject, const ClientKey& client, Guessable guessable) {
  const bool is_right = Verifier::of(token).matches(expected);
  if (is_right && guessable == Guessable::kNo) return {};
  const UnixTime now = rules.clock.now();
  const int64_t wait = rules.throttle.wait_seconds(subject, client, now);
  if (wait > 0) return refuse_for(Code::kTooManyAttempts, wait);
  if (is_right) return {};
  rules.throttle.count_failure(subject, client, now);
  rules.counts.add(Counted::kTokenWrong);
  return refuse(Code::kTokenWrong);
}

Answer<void> check_room(const Rules& rules, Need need, uint64_t bytes) {
  const auto [free, total] = rules.store.room();
  const uint64_t margin = std::min(rules.limits.disk_free_min, total / 8);
  const uint64_t kept = need == Need::kUpload ? margin : margin / 4;
  if (free < kept || free - kept < bytes) return refuse_full("disk");
  return {};
}

Answer<DropRecord> load_owned(Ledger& ledger, const OwnerAccess& owner) {
  MAYFLY_LET(record, ledger.load<DropRecord>(keyspace::drop(owner.drop)));
  if (!record) return refuse(Code::kDropNotFound);
  MAYFLY_TRY(admit(ledger.rules, record->owner_verifier, owner.token.expose(), owner.drop.bytes,
                   owner.client, Guessable::kNo));
  return *record;
}

}  // namespace mayfly
