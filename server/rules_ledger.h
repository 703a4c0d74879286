// Typed records of one drop within one transaction, and what all rules do with them.
#pragma once

#include "server/events.h"
#include "server/records.h"
#include "server/rules.h"
#include "server/store_transaction.h"

namespace mayfly {

class Ledger {
 public:
  Ledger(Rules& the_rules, const DropId& the_drop)
      : rules(the_rules), drop(the_drop), now(the_rules.clock.now()), tx(the_rules.store) {}

  // Record is one of records.h.
  template <typename Record>
  Result<std::optional<Record>> load(const Key& key);
  template <typename Record>
  void save(const Key& key, const Record& record) {
    tx.put(key, encode(record));
  }
  // Every rule that changes something of a drop saves the drop's record too, so that of two that
  // run at once one has to begin again.
  void save_drop(DropRecord record);

  // Counters of all drops; nobody else in this process changes them before the commit.
  Result<TotalsRecord> load_totals();
  void save_totals(const TotalsRecord& totals) { save(keyspace::totals(), totals); }

  struct GrantEntry {
    GrantId id;
    GrantRecord record;
  };
  // Header, note and hint of a grant, which are there until the drop or the grant ends.
  Result<std::optional<GrantContents>> load_contents(const GrantId& grant);
  // All grants of the drop, removed ones included.
  Result<std::vector<GrantEntry>> load_grants();

  // A look at the drop at `time`.
  void schedule(UnixTime time);
  void schedule_lease(const ViewId& view, UnixTime time);
  // Lets the reaper erase as soon as this transaction stands.
  void request_erasure(keyspace::Erasure kind, ByteView what = {});
  // Adds an event if the drop is tracked. The caller saves the record.
  Status add_event(DropRecord& record, OwnerEvent::Kind kind, const GrantId& grant,
                   const std::optional<ViewId>& view);

  // Counts, once this transaction stands.
  // The drop is not open any more, once this transaction stands.
  void release_open() { releases_open_ = true; }
  void count(Counted what) { counted_.push_back(what); }
  // The changes may reach the disk later than the answer: none rests on them.
  void let_lag() { lags_ = true; }
  // What must be on disk before the answer.
  bool is_awaited() const { return tx.has_changes() && !lags_; }

  Result<bool> commit();

  Rules& rules;
  const DropId drop;
  const UnixTime now;
  Transaction tx;

 private:
  std::unique_lock<std::mutex> totals_lock_;
  bool wakes_reaper_ = false;
  bool releases_open_ = false;
  std::vector<Counted> counted_;
  bool lags_ = false;
};

// A rule that loses this often against others must wait.
inline constexpr int kRuleTries = 50;

// Runs `rule` (Ledger& to Answer<T>) under the drop's lock until its changes stand. What it refuses
// changes nothing. Answers once all is on disk that anybody changed of the drop until then, since
// the answer may rest on it; others do not wait for that with their changes.
template <typename Rule>
auto run_rule(Rules& rules, const DropId& drop, Rule&& rule)
    -> decltype(rule(std::declval<Ledger&>())) {
  DropLocks::Stripe& stripe = rules.locks.of(drop);
  std::unique_lock lock(stripe.mutex);
  std::optional<decltype(rule(std::declval<Ledger&>()))> answer;
  for (int i = 0; i < kRuleTries && !answer; ++i) {
    Ledger ledger(rules, drop);
    auto result = rule(ledger);
    if (result) {
      MAYFLY_LET(written, ledger.commit());
      if (!written) continue;
      if (ledger.is_awaited()) stripe.last_write = rules.synced.count_write();
    }
    answer = std::move(result);
  }
  const uint64_t last_write = stripe.last_write;
  lock.unlock();
  if (!answer) return refuse_for(Code::kBusy, 1);
  MAYFLY_TRY(rules.synced.wait(last_write));
  return *std::move(answer);
}

// Whether a token could be found by trying.
enum class Guessable : uint8_t {
  kNo,   // 256 random bits. The right one is never held back, or whoever knows an id could keep
         // its owner from burning.
  kYes,  // behind it stands a password. While wrong ones must wait, so must the right one.
};

// Compares in constant time and counts what is wrong. kTooManyAttempts, kTokenWrong.
Answer<void> admit(Rules& rules, const Verifier& expected, std::span<const uint8_t, 32> token,
                   ByteView subject, const ClientKey& client, Guessable guessable);

// Who may still write as the disk fills up. Ending and erasing may always.
enum class Need : uint8_t {
  kRecord,  // something small; leaves a quarter of disk_free_min, or erasing could have no room
  kUpload,  // leaves disk_free_min, or an eighth of a small disk
};
// kStorageFull.
Answer<void> check_room(const Rules& rules, Need need, uint64_t bytes = 0);

// The drop, for its owner only; also after its end. kDropNotFound and as admit().
Answer<DropRecord> load_owned(Ledger& ledger, const OwnerAccess& owner);

}  // namespace mayfly
