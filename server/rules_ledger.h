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
  void count(Counted what) { counted_.push_back(what); }

  Result<bool> commit();

  Rules& rules;
  const DropId drop;
  const UnixTime now;
  Transaction tx;

 private:
  std::unique_lock<std::mutex> totals_lock_;
  bool wakes_reaper_ = false;
  std::vector<Counted> counted_;
};

// A rule that loses this often against others must wait.
inline constexpr int kRuleTries = 50;

// Runs `rule` (Ledger& to Answer<T>) under the drop's lock until its changes stand. What it refuses
// changes nothing.
template <typename Rule>
auto run_rule(Rules& rules, const DropId& drop, Rule&& rule)
    -> decltype(rule(std::declval<Ledger&>())) {
  const auto lock = rules.locks.lock(drop);
  for (int i = 0; i < kRuleTries; ++i) {
    Ledger ledger(rules, drop);
    auto answer = rule(ledger);
    if (!answer) return answer;
    MAYFLY_LET(written, ledger.commit());
    if (written) return answer;
  }
  return refuse_for(Code::kBusy, 1);
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
