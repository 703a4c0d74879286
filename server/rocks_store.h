// The store on disk: RocksDB for what is written in batches, files for what is kept apart. The only
// file that knows RocksDB.
#pragma once

#include <memory>
#include <string>

#include "server/store.h"

namespace mayfly {

// In the folder: RocksDB's files, a column family for each table that is written in batches, with a
// write-ahead log; contents/ and parts/ (store_files.h).
// One process at a time: RocksDB locks the folder.
class RocksStore final : public Store {
 public:
  // Opens or creates; a folder that it creates is open to its owner only (0700). All of
  // RocksDB's files are read and their checksums compared: kCorrupt where a byte is not as it was
  // written, or a file is missing. What is kept apart is compared when it is read.
  static Result<std::unique_ptr<RocksStore>> open(const std::string& folder);
  ~RocksStore() override;

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
  Result<bool> recover() override;

  StoreHealth health() const override;

 private:
  struct Engine;
  explicit RocksStore(std::unique_ptr<Engine> engine);

  std::unique_ptr<Engine> engine_;
};

}  // namespace mayfly
