// Where received files go: new files only, never through a link, in sight only when complete.
#pragma once

#include <string>
#include <string_view>

#include "client-wasm/random.h"
#include "common/bytes.h"
#include "tools/mayfly/failure.h"
#include "tools/mayfly/file_descriptor.h"

namespace mayfly {

class TargetFolder {
 public:
  // kFailed when `path` is no directory or cannot be written to.
  static Outcome<TargetFolder> open(const std::string& path);
  // kFailed when fewer than `size` bytes are free.
  Outcome<void> check_room(uint64_t size) const;
  int descriptor() const { return folder_.get(); }
  const std::string& path() const { return path_; }

 private:
  TargetFolder(FileDescriptor folder, std::string path)
      : folder_(std::move(folder)), path_(std::move(path)) {}

  FileDescriptor folder_;
  std::string path_;
};

// One file on its way in, under a temporary name that is removed unless it is kept. The folder
// outlives it.
class TargetFile {
 public:
  static Outcome<TargetFile> create(const TargetFolder& folder, Random& random);
  TargetFile(TargetFile&& other) noexcept;
  TargetFile& operator=(TargetFile&&) = delete;
  ~TargetFile();

  Outcome<void> append(ByteView bytes);
  // Gives it `name`, which is sanitised, or " (2)" and so on in it where there is such a file
  // already. Says which.
  Outcome<std::string> keep(std::string_view name);

 private:
  TargetFile(const TargetFolder& folder, FileDescriptor file, std::string name)
      : folder_(folder), file_(std::move(file)), name_(std::move(name)) {}

  const TargetFolder& folder_;
  FileDescriptor file_;
  std::string name_;  // empty once kept
};

}  // namespace mayfly
