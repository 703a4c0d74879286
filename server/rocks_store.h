// The store on RocksDB, embedded: the only file that knows it.
#pragma once

#include <memory>
#include <string>

#include "server/store.h"

namespace mayfly {

// Layout, one column family for each table:
//   records, due, contents   write-ahead log; small files, so that purging one key rewrites little
//   parts                    no log: durable by the flush in settle(). 'b' + key holds the bytes,
//                            one blob file for each; 'i' + key is empty and says that it is there,
//                            so that a scan reads no blob
// One process at a time: RocksDB locks the folder.
class RocksStore final : public Store {
 public:
  // Opens or creates; a folder that it creates is open to its owner only (0700). All but the parts'
  // bytes is read and its checksums are compared: kCorrupt where a byte is not as it was written,
  // or a file is missing.
  static Result<std::unique_ptr<RocksStore>> open(const std::string& folder);
  ~RocksStore() override;

  Result<std::optional<Bytes>> get(Table table, ByteView key) const override;
  Result<std::vector<Entry>> scan(const Range& range, size_t limit) const override;
  Result<bool> write(const Batch& batch, Durability durability) override;
  Status settle() override;
  Status purge(const std::vector<Range>& ranges) override;
  Room room() const override;
  Result<bool> recover() override;

 private:
  struct Engine;
  explicit RocksStore(std::unique_ptr<Engine> engine);

  std::unique_ptr<Engine> engine_;
};

}  // namespace mayfly
