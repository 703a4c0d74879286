// Two stores in memory: what is, and what would be left.
#include "tests/support/faulty_store.h"

#include <cstdlib>

namespace mayfly {
namespace {

const tl::unexpected<Error> kBroken = fail(Fault::kStorage, "the store was told to fail");

std::vector<Entry> all_of(const MemoryStore& store, Table table) {
  return std::move(store.scan({table, {}, {}}, SIZE_MAX).value());
}

void apply(MemoryStore& store, std::vector<Batch>& batches) {
  for (const Batch& batch : batches) {
    if (!store.write({{}, batch.changes}, Durability::kSynced)) std::abort();
  }
  batches.clear();
}

}  // namespace

std::optional<FaultyStore::Fate> FaultyStore::next_fate() {
  if (broken_) return Fate::kFails;
  if (!armed_ || left_-- > 0) return std::nullopt;
  armed_ = false;
  met_ = true;
  broken_ = !once_;
  return fate_;
}

void FaultyStore::kill() {
  apply(disk_, buffered_);  // the machine has them
  cut_power();
}

void FaultyStore::cut_power() {
  buffered_.clear();
  unsettled_.clear();
  mend();
  for (const Table table : {Table::kRecords, Table::kDue, Table::kContents, Table::kParts}) {
    Batch restored;
    for (Entry& entry : all_of(now_, table)) {
      restored.changes.push_back({table, std::move(entry.key), std::nullopt});
    }
    for (Entry& entry : all_of(disk_, table)) {
      auto value = disk_.get(table, entry.key).value();
      restored.changes.push_back({table, std::move(entry.key), std::move(value)});
    }
    if (!now_.write(restored, Durability::kSynced)) std::abort();
  }
}

Result<std::optional<Bytes>> FaultyStore::get(Table table, ByteView key) const {
  if (broken_) return kBroken;
  return now_.get(table, key);
}

Result<std::vector<Entry>> FaultyStore::scan(const Range& range, size_t limit) const {
  if (broken_) return kBroken;
  return now_.scan(range, limit);
}

Result<bool> FaultyStore::write(const Batch& batch, Durability durability) {
  const std::optional<Fate> fate = next_fate();
  if (fate == Fate::kFails) return kBroken;
  MAYFLY_LET(written, now_.write(batch, durability));
  if (!written) return false;
  (durability == Durability::kSettled ? unsettled_ : buffered_).push_back(batch);
  if (durability == Durability::kSynced) apply(disk_, buffered_);
  if (fate) return kBroken;
  return true;
}

Status FaultyStore::settle() {
  const std::optional<Fate> fate = next_fate();
  if (fate == Fate::kFails) return kBroken;
  apply(disk_, unsettled_);
  if (fate) return kBroken;
  return {};
}

Status FaultyStore::purge(const std::vector<Range>&) {
  const std::optional<Fate> fate = next_fate();
  if (fate == Fate::kFails) return kBroken;
  apply(disk_, buffered_);
  apply(disk_, unsettled_);
  if (fate) return kBroken;
  return {};
}

}  // namespace mayfly
