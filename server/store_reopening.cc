// Closing comes before opening: a folder is one store's at a time.
#include "server/store_reopening.h"

namespace mayfly {
namespace {

const tl::unexpected<Error> kClosed = fail(Fault::kStorage, "the store could not be opened again");

}  // namespace

Result<std::unique_ptr<ReopeningStore>> ReopeningStore::open(Opener opener) {
  MAYFLY_LET(store, opener());
  return std::unique_ptr<ReopeningStore>(new ReopeningStore(std::move(opener), std::move(store)));
}

Result<std::optional<Bytes>> ReopeningStore::get(Table table, ByteView key) const {
  const std::shared_lock lock(gate_);
  if (!store_) return kClosed;
  return store_->get(table, key);
}

Result<std::optional<StoredValue>> ReopeningStore::open_value(Table table, ByteView key) const {
  const std::shared_lock lock(gate_);
  if (!store_) return kClosed;
  return store_->open_value(table, key);
}

Result<std::vector<Entry>> ReopeningStore::scan(const Range& range, size_t limit) const {
  const std::shared_lock lock(gate_);
  if (!store_) return kClosed;
  return store_->scan(range, limit);
}

Result<bool> ReopeningStore::write(const Batch& batch) {
  const std::shared_lock lock(gate_);
  if (!store_) return kClosed;
  return store_->write(batch);
}

Status ReopeningStore::sync() {
  const std::shared_lock lock(gate_);
  if (!store_) return kClosed;
  return store_->sync();
}

Result<std::unique_ptr<Staged>> ReopeningStore::stage(Table table, ByteView key, ByteView value) {
  const std::shared_lock lock(gate_);
  if (!store_) return kClosed;
  return store_->stage(table, key, value);
}

Status ReopeningStore::settle(const Range& range) {
  const std::shared_lock lock(gate_);
  if (!store_) return kClosed;
  return store_->settle(range);
}

Status ReopeningStore::erase(Table table, ByteView key) {
  const std::shared_lock lock(gate_);
  if (!store_) return kClosed;
  return store_->erase(table, key);
}

Status ReopeningStore::purge(const std::vector<Range>& ranges) {
  const std::shared_lock lock(gate_);
  if (!store_) return kClosed;
  return store_->purge(ranges);
}

Room ReopeningStore::room() const {
  const std::shared_lock lock(gate_);
  return store_ ? store_->room() : Room{0, 0};
}

StoreHealth ReopeningStore::health() const {
  const std::shared_lock lock(gate_);
  return store_ ? store_->health() : StoreHealth{};
}

Result<bool> ReopeningStore::recover() {
  {
    const std::shared_lock lock(gate_);
    if (store_) {
      MAYFLY_LET(works, store_->recover());
      if (works) return true;
    }
  }
  const std::unique_lock lock(gate_);
  store_.reset();
  MAYFLY_LET(opened, opener_());
  store_ = std::move(opened);
  return true;
}

}  // namespace mayfly
