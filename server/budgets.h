// What each client may create: drops in an hour, bytes in a day, and open drops at a time.
#pragma once

#include <mutex>
#include <unordered_map>

#include "common/id.h"
#include "server/client_key.h"
#include "server/clock.h"
#include "server/refusal.h"
#include "server/throttle_table.h"

namespace mayfly {

// For each client; 0 is no limit.
struct BudgetLimits {
  uint64_t creates_per_hour = 0;
  uint64_t bytes_per_day = 0;  // of sealed payloads, and as take_again() says
  uint64_t open_drops = 0;     // created, and neither sealed nor ended yet
};

// An allowance that is spent and comes back at an even pace: all of it at once, and again after
// `seconds`. What is spent is kept as the time until which it comes back, so that one number tells
// all.
class Allowance {
 public:
  // Seconds until `amount` can be spent; 0 is now. More than there ever is counts as all of it.
  static int64_t wait_seconds(double back_at, double amount, double all, int64_t seconds,
                              UnixTime now);
  static double spent(double back_at, double amount, double all, int64_t seconds, UnixTime now);
};

// In memory only: a restart forgets all. Bounded: rates are kept for kEntriesMax clients, of which
// those with the least spent are forgotten first; open drops are as many as the rules allow in all.
// Safe for use by many threads.
class Budgets {
 public:
  static constexpr size_t kEntriesMax = 65'536;

  explicit Budgets(BudgetLimits limits, size_t entries_max = kEntriesMax)
      : limits_(limits), rates_(entries_max) {}

  // kTooManyDrops, kTooManyBytes. Counts the attempt against creates_per_hour, unless that is what
  // refuses it, and takes the rest where nothing refuses.
  Answer<void> take(const ClientKey& client, const DropId& drop, uint64_t bytes, UnixTime now);
  // kTooManyBytes. For bytes of a drop that are sent although they are here: as many as it has in
  // all cost nothing, since lines break.
  Answer<void> take_again(const ClientKey& client, const DropId& drop, uint64_t bytes,
                          uint64_t drop_bytes, UnixTime now);
  // Gives back what take() took, but for the attempt.
  void give_back(const ClientKey& client, const DropId& drop, uint64_t bytes, UnixTime now);
  // The drop is sealed or has ended. No effect where nothing is known of it.
  void release_open(const DropId& drop);

  size_t entries() const;

 private:
  struct Rates {
    double creates_back_at = 0;
    double bytes_back_at = 0;

    // The share of an allowance that is spent, in seconds of its return.
    double weight(UnixTime now) const;
  };
  struct DropHash {
    size_t operator()(const DropId& drop) const {
      return ClientKeyHash()(ClientKey::from(drop.bytes));
    }
  };

  Answer<void> spend_bytes(const ClientKey& client, uint64_t bytes, UnixTime now);

  struct OpenDrop {
    ClientKey client;
    uint64_t sent_again = 0;
  };

  const BudgetLimits limits_;
  mutable std::mutex mutex_;
  ThrottleTable<ClientKey, Rates, ClientKeyHash> rates_;
  std::unordered_map<DropId, OpenDrop, DropHash> open_;
  std::unordered_map<ClientKey, uint64_t, ClientKeyHash> open_counts_;
};

// The budget of one create(): taken once, however often the rule runs, and given back unless it
// stands.
class BudgetCharge {
 public:
  BudgetCharge(Budgets& budgets, const ClientKey& client, const DropId& drop, uint64_t bytes)
      : budgets_(budgets), client_(client), drop_(drop), bytes_(bytes) {}
  BudgetCharge(const BudgetCharge&) = delete;
  BudgetCharge& operator=(const BudgetCharge&) = delete;
  ~BudgetCharge() {
    if (is_taken_ && !stands_) budgets_.give_back(client_, drop_, bytes_, taken_at_);
  }

  Answer<void> take(UnixTime now) {
    if (is_taken_) return {};
    MAYFLY_TRY(budgets_.take(client_, drop_, bytes_, now));
    is_taken_ = true;
    taken_at_ = now;
    return {};
  }
  void stand() { stands_ = true; }

 private:
  Budgets& budgets_;
  const ClientKey client_;
  const DropId drop_;
  const uint64_t bytes_;
  UnixTime taken_at_ = 0;
  bool is_taken_ = false;
  bool stands_ = false;
};

}  // namespace mayfly
