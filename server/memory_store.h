// A store in memory, for tests and for servers that shall forget everything when they stop.
#pragma once

#include <map>
#include <mutex>

#include "server/store.h"

namespace mayfly {

class MemoryStore : public Store {
 public:
  Result<std::optional<Bytes>> get(Table table, ByteView key) const override;
  Result<std::vector<Entry>> scan(const Range& range, size_t limit) const override;
  Result<bool> write(const Batch& batch) override;
  Status sync() override { return {}; }
  Result<std::unique_ptr<Staged>> stage(Table table, ByteView key, ByteView value) override;
  Status settle(const Range&) override { return {}; }
  Status erase(Table table, ByteView key) override;
  Status purge(const std::vector<Range>&) override { return {}; }

 private:
  using Key = std::pair<Table, Bytes>;

  mutable std::mutex mutex_;
  std::map<Key, Bytes> entries_;
};

}  // namespace mayfly
