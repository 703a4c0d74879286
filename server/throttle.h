// Wrong tokens, counted for each thing they were tried on and each client, with a growing delay.
#pragma once

#include <mutex>

#include "server/client_key.h"
#include "server/clock.h"
#include "server/throttle_table.h"

namespace mayfly {

// Bounded memory: when the table is full, those with the fewest failures are forgotten, so that a
// flood of addresses does not clear the name of one. Safe for use by many threads.
class Throttle {
 public:
  static constexpr size_t kEntriesMax = 65'536;
  static constexpr int64_t kForgetSeconds = 3600;      // without a failure
  static constexpr uint32_t kFreeFailures = 20;        // before the first delay
  static constexpr int64_t kSubjectDelayMax = 30;      // seconds, for a drop, grant or view
  static constexpr int64_t kClientDelayMax = 15 * 60;  // seconds, for an address

  explicit Throttle(Random& random, size_t entries_max = kEntriesMax);

  // Seconds until a token may be tried again on `subject` (an id) by `client`; 0 is now.
  int64_t wait_seconds(ByteView subject, const ClientKey& client, UnixTime now) const;
  void count_failure(ByteView subject, const ClientKey& client, UnixTime now);

  size_t entries() const;

 private:
  struct Entry {
    uint32_t failures = 0;
    UnixTime last_failure = 0;

    double weight(UnixTime now) const {
      return now - last_failure >= kForgetSeconds ? 0 : failures;
    }
  };
  using Key = Id<struct ThrottleEntryTag, 16>;
  struct KeyHash {
    // The key is a keyed hash already.
    size_t operator()(const Key& key) const { return ClientKeyHash()(ClientKey::from(key.bytes)); }
  };

  Key hash(uint8_t kind, ByteView bytes) const;
  int64_t wait_of(const Key& key, int64_t delay_max, UnixTime now) const;
  void count(const Key& key, UnixTime now);

  ByteArray<32> hash_key_{};
  mutable std::mutex mutex_;
  ThrottleTable<Key, Entry, KeyHash> entries_;
};

}  // namespace mayfly
