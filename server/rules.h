// What all rules share: limits, the store, time, randomness, the throttle, and the drops' locks.
#pragma once

#include <array>
#include <mutex>

#include "common/limits.h"
#include "common/token.h"
#include "server/budgets.h"
#include "server/clock.h"
#include "server/counts.h"
#include "server/random.h"
#include "server/reaper_alarm.h"
#include "server/refusal.h"
#include "server/rules_sync.h"
#include "server/store.h"
#include "server/throttle.h"

namespace mayfly {

// What this server allows; the configuration fills it in. Sizes in bytes, times in seconds.
struct RuleLimits {
  uint64_t drop_bytes_max = uint64_t{5} << 30;       // plaintext of one payload
  uint64_t reserved_bytes_max = uint64_t{50} << 30;  // sealed payloads of all drops together
  uint64_t disk_free_min = uint64_t{256} << 20;      // what uploads leave free
  uint64_t drops_max = 1'000'000;                    // those that ended included, while remembered
  uint64_t open_drops_max = 1'000;
  uint32_t max_views_max = kMaxViewsMax;
  size_t grants_per_drop_max = kGrantsPerDropMax;
  size_t events_per_drop_max = 1'000;
  int64_t expires_in_max_seconds = 30 * 86'400;
  int64_t open_seconds = 86'400;
  int64_t open_idle_seconds = 2 * 3'600;  // without a part
  int64_t lease_seconds = 15 * 60;
  int64_t lease_total_seconds = 3'600;
  uint64_t lease_payloads_max = 3;  // how many times the payload one lease may fetch
  int64_t tombstone_seconds_min = 7 * 86'400;
  BudgetLimits per_client = {};
  int64_t blocked_seconds = 365 * 86'400;  // how long a part that was taken down is refused
  uint64_t reports_max = 10'000;           // abuse reports of all drops together
  size_t reports_per_drop_max = 10;
  int64_t report_seconds = 90 * 86'400;  // how long one waits for the operator
};

// In-process order among those who change the same drop. For records it only spares retries: what
// keeps them right is the store's compare-and-write. Parts and contents rest on it.
class DropLocks {
 public:
  struct Stripe {
    std::mutex mutex;
    // Numbers of SyncGroup.
    uint64_t last_write = 0;    // what every answer about these drops must wait for
    uint64_t last_request = 0;  // to erase something of them; 0: none since the start
  };
  Stripe& of(const DropId& drop) { return stripes_[drop.bytes[0] | (drop.bytes[1] & 3) << 8]; }
  // For the counters of all drops together; taken after a drop's lock, never before.
  [[nodiscard]] std::unique_lock<std::mutex> lock_totals() { return std::unique_lock(totals_); }

 private:
  std::array<Stripe, 1024> stripes_;
  std::mutex totals_;
};

// Wired once, in main. Drops, Grants, Views and Reaper are made from it and share it.
struct Rules {
  Rules(Store& the_store, const Clock& the_clock, Random& the_random, RuleLimits the_limits)
      : store(the_store),
        clock(the_clock),
        random(the_random),
        limits(the_limits),
        synced(the_store),
        client_keys(the_random),
        budgets(the_limits.per_client),
        throttle(the_random) {}

  Store& store;
  const Clock& clock;
  Random& random;
  const RuleLimits limits;
  SyncGroup synced;
  const ClientKeys client_keys;
  Budgets budgets;
  Throttle throttle;
  Alarm alarm;
  Counts counts;
  DropLocks locks;
};

// Who asks on behalf of a drop's owner. The rules compare the token, in constant time, and count
// wrong ones; so no caller can forget to. The token must outlive the call.
struct OwnerAccess {
  DropId drop;
  const OwnerToken& token;
  ClientKey client;
};

// What every rule may answer, besides what its declaration names: kInternal, kStorageFull, kBusy,
// and where it takes a token kTokenWrong and kTooManyAttempts.

}  // namespace mayfly
