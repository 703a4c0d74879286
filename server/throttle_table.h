// A table of counters with a bound: when it is full, those that say least are forgotten.
#pragma once

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/bytes.h"

namespace mayfly {

// A flood of newcomers, each with little to its name, pushes out other newcomers: whoever has
// counted up stays until that many others have counted up as far. `Entry` has weight(now), 0 where
// nothing is lost by forgetting it. Not safe for use by many threads.
template <typename Key, typename Entry, typename Hash>
class ThrottleTable {
 public:
  explicit ThrottleTable(size_t entries_max) : entries_max_(entries_max) {}

  const Entry* find(const Key& key) const {
    const auto found = entries_.find(key);
    return found == entries_.end() ? nullptr : &found->second;
  }
  Entry& at(const Key& key, int64_t now) {
    if (entries_.size() >= entries_max_ && !entries_.contains(key)) forget_lightest(now);
    return entries_[key];
  }
  size_t size() const { return entries_.size(); }

 private:
  // Makes room for a quarter of the table at once, so that it is not searched for each newcomer.
  void forget_lightest(int64_t now) {
    std::erase_if(entries_, [now](const auto& entry) { return entry.second.weight(now) <= 0; });
    const size_t keep = entries_max_ * 3 / 4;
    if (entries_.size() <= keep) return;
    std::vector<std::pair<double, Key>> weights;
    weights.reserve(entries_.size());
    for (const auto& [key, entry] : entries_) weights.emplace_back(entry.weight(now), key);
    const auto cut = weights.begin() + static_cast<ptrdiff_t>(weights.size() - keep);
    std::nth_element(weights.begin(), cut, weights.end());
    for (auto light = weights.begin(); light != cut; ++light) entries_.erase(light->second);
  }

  size_t entries_max_;
  std::unordered_map<Key, Entry, Hash> entries_;
};

}  // namespace mayfly
