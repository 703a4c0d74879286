// A table of values that must vanish: a plain file for each, so that to erase one is to unlink it.
#pragma once

#include <memory>
#include <string>

#include "server/store.h"

namespace mayfly {

// FOLDER/3f2/3f2a…, keys in hexadecimal, in 4,096 folders by their first three digits;
// FOLDER/staged holds what is not in its place yet. A file is the value, then 8 bytes of XXH3 under
// a seed that is made of the value's key, so that neither damage nor a file under another's name is
// read.
class FileTable {
 public:
  // `folder` is made where it is missing; kCorrupt where its files have the sums of an older
  // version (SipHash). What was not placed before a crash is unlinked.
  static Result<std::unique_ptr<FileTable>> open(const std::string& folder);

  // As in Store.
  Result<std::optional<Bytes>> get(ByteView key) const;
  Result<std::optional<StoredFile>> open_value(ByteView key) const;
  Result<std::vector<Entry>> scan(const Range& range, size_t limit) const;
  Result<std::unique_ptr<Staged>> stage(ByteView key, ByteView value);
  Status settle(const Range& range) const;
  Status erase(ByteView key) const;

 private:
  explicit FileTable(std::string folder) : folder_(std::move(folder)) {}

  const std::string folder_;
};

}  // namespace mayfly
