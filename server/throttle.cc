// Counting wrong tokens.
#include "server/throttle.h"

#include <algorithm>

namespace mayfly {
namespace {

constexpr uint8_t kSubject = 's';
constexpr uint8_t kClient = 'c';

}  // namespace

Throttle::Throttle(Random& random, size_t entries_max) : entries_(entries_max) {
  random.fill(hash_key_);
}

int64_t Throttle::wait_seconds(ByteView subject, const ClientKey& client, UnixTime now) const {
  const std::lock_guard lock(mutex_);
  return std::max(wait_of(hash(kSubject, subject), kSubjectDelayMax, now),
                  wait_of(hash(kClient, client.bytes), kClientDelayMax, now));
}

void Throttle::count_failure(ByteView subject, const ClientKey& client, UnixTime now) {
  const std::lock_guard lock(mutex_);
  count(hash(kSubject, subject), now);
  count(hash(kClient, client.bytes), now);
}

size_t Throttle::entries() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

Throttle::Key Throttle::hash(uint8_t kind, ByteView bytes) const {
  Bytes input{kind};
  append(input, bytes);
  Key key;
  crypto_generichash(key.bytes.data(), key.bytes.size(), input.data(), input.size(),
                     hash_key_.data(), hash_key_.size());
  return key;
}

int64_t Throttle::wait_of(const Key& key, int64_t delay_max, UnixTime now) const {
  const Entry* found = entries_.find(key);
  if (found == nullptr) return 0;
  const Entry& entry = *found;
  if (entry.failures < kFreeFailures || now - entry.last_failure >= kForgetSeconds) return 0;
  const uint32_t doublings = std::min<uint32_t>(entry.failures - kFreeFailures, 30);
  const int64_t delay = std::min(int64_t{1} << doublings, delay_max);
  // A clock that was set back must not lengthen the wait.
  return std::clamp(entry.last_failure + delay - now, int64_t{0}, delay);
}

void Throttle::count(const Key& key, UnixTime now) {
  Entry& entry = entries_.at(key, now);
  if (now - entry.last_failure >= kForgetSeconds) entry.failures = 0;
  ++entry.failures;
  entry.last_failure = now;
}

}  // namespace mayfly
