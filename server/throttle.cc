// Counting wrong tokens.
#include "server/throttle.h"

#include <algorithm>
#include <cstring>

namespace mayfly {
namespace {

constexpr uint8_t kSubject = 's';
constexpr uint8_t kClient = 'c';
constexpr uint8_t kAddress = 'a';

}  // namespace

Throttle::Throttle(Random& random, size_t entries_max) : entries_max_(entries_max) {
  random.fill(hash_key_);
}

ClientKey Throttle::client_key(ByteView address) const {
  return ClientKey::from(hash(kAddress, address).bytes);
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

size_t Throttle::KeyHash::operator()(const Key& key) const {
  size_t value = 0;  // the key is a keyed hash already
  std::memcpy(&value, key.bytes.data(), sizeof value);
  return value;
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
  const auto found = entries_.find(key);
  if (found == entries_.end()) return 0;
  const Entry& entry = found->second;
  if (entry.failures < kFreeFailures || now - entry.last_failure >= kForgetSeconds) return 0;
  const uint32_t doublings = std::min<uint32_t>(entry.failures - kFreeFailures, 30);
  const int64_t delay = std::min(int64_t{1} << doublings, delay_max);
  // A clock that was set back must not lengthen the wait.
  return std::clamp(entry.last_failure + delay - now, int64_t{0}, delay);
}

void Throttle::count(const Key& key, UnixTime now) {
  if (entries_.size() >= entries_max_ && !entries_.contains(key)) forget_oldest(now);
  Entry& entry = entries_[key];
  if (now - entry.last_failure >= kForgetSeconds) entry.failures = 0;
  ++entry.failures;
  entry.last_failure = now;
}

// Makes room for a quarter of the table at once, so that it is not searched for each newcomer.
void Throttle::forget_oldest(UnixTime now) {
  std::erase_if(entries_, [now](const auto& entry) {
    return now - entry.second.last_failure >= kForgetSeconds;
  });
  const size_t keep = entries_max_ * 3 / 4;
  if (entries_.size() <= keep) return;
  std::vector<std::pair<UnixTime, Key>> ages;
  ages.reserve(entries_.size());
  for (const auto& [key, entry] : entries_) ages.emplace_back(entry.last_failure, key);
  const auto cut = ages.begin() + static_cast<ptrdiff_t>(ages.size() - keep);
  std::nth_element(ages.begin(), cut, ages.end());
  for (auto old = ages.begin(); old != cut; ++old) entries_.erase(old->second);
}

}  // namespace mayfly
