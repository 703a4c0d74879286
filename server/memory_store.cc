// An ordered map behind one lock.
#include "server/memory_store.h"

namespace mayfly {
namespace {

class StagedInMemory final : public Staged {
 public:
  StagedInMemory(Store& store, Batch batch) : store_(store), batch_(std::move(batch)) {}
  Status place() override {
    return store_.write(batch_).map([](bool) {});
  }

 private:
  Store& store_;
  const Batch batch_;
};

}  // namespace

Result<std::optional<Bytes>> MemoryStore::get(Table table, ByteView key) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find({table, Bytes(key.begin(), key.end())});
  if (found == entries_.end()) return std::nullopt;
  return found->second;
}

Result<std::vector<Entry>> MemoryStore::scan(const Range& range, size_t limit) const {
  const std::lock_guard lock(mutex_);
  std::vector<Entry> found;
  for (auto at = entries_.lower_bound({range.table, range.from}); at != entries_.end(); ++at) {
    const auto& [table, key] = at->first;
    const bool past = table != range.table || (!range.until.empty() && key >= range.until);
    if (past || found.size() == limit) break;
    found.push_back({key, is_kept_apart(table) ? Bytes() : at->second});
  }
  return found;
}

Result<bool> MemoryStore::write(const Batch& batch) {
  const std::lock_guard lock(mutex_);
  for (const auto& [table, key, value] : batch.expected) {
    const auto found = entries_.find({table, key});
    const bool there = found != entries_.end();
    if (there != value.has_value() || (there && found->second != *value)) return false;
  }
  for (const auto& [table, key, value] : batch.changes) {
    if (value) {
      entries_.insert_or_assign({table, key}, *value);
    } else {
      entries_.erase({table, key});
    }
  }
  return true;
}

Result<std::unique_ptr<Staged>> MemoryStore::stage(Table table, ByteView key, ByteView value) {
  Batch batch;
  batch.changes.push_back(
      {table, Bytes(key.begin(), key.end()), Bytes(value.begin(), value.end())});
  return std::make_unique<StagedInMemory>(*this, std::move(batch));
}

Status MemoryStore::erase(Table table, ByteView key) {
  const std::lock_guard lock(mutex_);
  entries_.erase({table, Bytes(key.begin(), key.end())});
  return {};
}

}  // namespace mayfly
