// A store that is opened anew, without a restart, where nothing else makes it work again.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>

#include "server/store.h"

namespace mayfly {

// Passes all calls on. While there is no store, since opening it failed, all fail with kStorage.
class ReopeningStore final : public Store {
 public:
  using Opener = std::function<Result<std::unique_ptr<Store>>()>;
  static Result<std::unique_ptr<ReopeningStore>> open(Opener opener);

  Result<std::optional<Bytes>> get(Table table, ByteView key) const override;
  Result<std::optional<StoredValue>> open_value(Table table, ByteView key) const override;
  Result<std::vector<Entry>> scan(const Range& range, size_t limit) const override;
  Result<bool> write(const Batch& batch) override;
  Status sync() override;
  Result<std::unique_ptr<Staged>> stage(Table table, ByteView key, ByteView value) override;
  Status settle(const Range& range) override;
  Status erase(Table table, ByteView key) override;
  Status purge(const std::vector<Range>& ranges) override;
  Room room() const override;
  StoreHealth health() const override;
  // Waits for the calls under way before it closes anything. For one thread at a time.
  Result<bool> recover() override;

 private:
  ReopeningStore(Opener opener, std::unique_ptr<Store> store)
      : opener_(std::move(opener)), store_(std::move(store)) {}

  const Opener opener_;
  mutable std::shared_mutex gate_;
  std::unique_ptr<Store> store_;
};

}  // namespace mayfly
