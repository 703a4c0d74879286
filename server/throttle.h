// Wrong tokens, counted for each thing they were tried on and each client, with a growing delay.
#pragma once

#include <mutex>
#include <unordered_map>
#include <vector>

#include "common/id.h"
#include "server/clock.h"
#include "server/random.h"

namespace mayfly {

// Stands for a client's address: a hash under a key that is made at start and never stored, so
// that neither a memory dump of counters nor anything on disk names an address.
using ClientKey = Id<struct ClientTag, 16>;

// Bounded memory: when the table is full, those who failed longest ago are forgotten.
// Safe for use by many threads.
class Throttle {
 public:
  static constexpr size_t kEntriesMax = 65'536;
  static constexpr int64_t kForgetSeconds = 3600;      // without a failure
  static constexpr uint32_t kFreeFailures = 20;        // before the first delay
  static constexpr int64_t kSubjectDelayMax = 30;      // seconds, for a drop, grant or view
  static constexpr int64_t kClientDelayMax = 15 * 60;  // seconds, for an address

  explicit Throttle(Random& random, size_t entries_max = kEntriesMax);

  // `address` is the peer's IP address in any one form (for IPv6 the caller passes the /64).
  ClientKey client_key(ByteView address) const;

  // Seconds until a token may be tried again on `subject` (an id) by `client`; 0 is now.
  int64_t wait_seconds(ByteView subject, const ClientKey& client, UnixTime now) const;
  void count_failure(ByteView subject, const ClientKey& client, UnixTime now);

  size_t entries() const;

 private:
  struct Entry {
    uint32_t failures = 0;
    UnixTime last_failure = 0;
  };
  using Key = Id<struct ThrottleEntryTag, 16>;
  struct KeyHash {
    size_t operator()(const Key& key) const;
  };

  Key hash(uint8_t kind, ByteView bytes) const;
  int64_t wait_of(const Key& key, int64_t delay_max, UnixTime now) const;
  void count(const Key& key, UnixTime now);
  void forget_oldest(UnixTime now);

  ByteArray<32> hash_key_{};
  size_t entries_max_;
  mutable std::mutex mutex_;
  std::unordered_map<Key, Entry, KeyHash> entries_;
};

}  // namespace mayfly
