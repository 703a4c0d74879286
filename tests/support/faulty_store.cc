// Two stores in memory: what is, and what would be left.
#include "tests/support/faulty_store.h"

#include <cstdlib>

namespace mayfly {
namespace {

constexpr std::array kTables = {Table::kRecords, Table::kDue, Table::kEvents, Table::kContents,
                                Table::kParts};
const tl::unexpected<Error> kBroken = fail(Fault::kStorage, "the store was told to fail");

std::vector<Entry> all_of(const MemoryStore& store, Table table) {
  return std::move(store.scan({table, {}, {}}, SIZE_MAX).value());
}

void apply(MemoryStore& store, std::vector<Batch>& batches) {
  for (const Batch& batch : batches) {
    if (!store.write({{}, batch.changes})) std::abort();
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

bool FaultyStore::read_fails() const {
  if (broken_) return true;
  if (!reads_left_ || (*reads_left_)-- > 0) return false;
  reads_left_.reset();
  met_ = true;
  return true;
}

void FaultyStore::kill() {
  apply(disk_, unsynced_);
  cut_power(Unsettled::kKept);
}

void FaultyStore::cut_power(Unsettled unsettled) {
  if (unsettled == Unsettled::kKept) apply(disk_, unsettled_);
  unsynced_.clear();
  unsettled_.clear();
  mend();
  for (const Table table : kTables) {
    Batch restored;
    for (Entry& entry : all_of(now_, table)) {
      restored.changes.push_back({table, std::move(entry.key), std::nullopt});
    }
    for (Entry& entry : all_of(disk_, table)) {
      auto value = disk_.get(table, entry.key).value();
      restored.changes.push_back({table, std::move(entry.key), std::move(value)});
    }
    if (!now_.write(restored)) std::abort();
  }
}

Result<std::optional<Bytes>> FaultyStore::get(Table table, ByteView key) const {
  if (read_fails()) return kBroken;
  return now_.get(table, key);
}

Result<std::vector<Entry>> FaultyStore::scan(const Range& range, size_t limit) const {
  if (read_fails()) return kBroken;
  return now_.scan(range, limit);
}

Result<bool> FaultyStore::change(const Batch& batch, std::vector<Batch>& not_on_disk) {
  const std::optional<Fate> fate = next_fate();
  if (fate == Fate::kFails) return kBroken;
  MAYFLY_LET(written, now_.write(batch));
  if (!written) return false;
  not_on_disk.push_back(batch);
  if (fate) return kBroken;
  return true;
}

Status FaultyStore::flush(std::vector<Batch>& not_on_disk) {
  const std::optional<Fate> fate = next_fate();
  if (fate == Fate::kFails) return kBroken;
  apply(disk_, not_on_disk);
  if (fate) return kBroken;
  return {};
}

class FaultyStore::StagedFaulty final : public Staged {
 public:
  StagedFaulty(FaultyStore& store, Batch batch) : store_(store), batch_(std::move(batch)) {}
  Status place() override {
    return store_.change(batch_, store_.unsettled_).map([](bool) {});
  }

 private:
  FaultyStore& store_;
  const Batch batch_;
};

Result<bool> FaultyStore::write(const Batch& batch) { return change(batch, unsynced_); }

Status FaultyStore::sync() { return flush(unsynced_); }

Result<std::unique_ptr<Staged>> FaultyStore::stage(Table table, ByteView key, ByteView value) {
  if (next_fate()) return kBroken;
  Batch batch;
  batch.changes.push_back(
      {table, Bytes(key.begin(), key.end()), Bytes(value.begin(), value.end())});
  return std::make_unique<StagedFaulty>(*this, std::move(batch));
}

Status FaultyStore::settle(const Range&) { return flush(unsettled_); }

Status FaultyStore::erase(Table table, ByteView key) {
  Batch batch;
  batch.changes.push_back({table, Bytes(key.begin(), key.end()), std::nullopt});
  return change(batch, unsettled_).map([](bool) {});
}

Status FaultyStore::purge(const std::vector<Range>&) { return flush(unsynced_); }

}  // namespace mayfly
