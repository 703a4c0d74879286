// A file to send: read piece by piece, and watched, so that one that changes meanwhile is never
// sent torn.
#pragma once

#include <string>
#include <string_view>

#include "common/bytes.h"
#include "tools/mayfly/failure.h"
#include "tools/mayfly/file_descriptor.h"

namespace mayfly {

class SourceFile {
 public:
  static Outcome<SourceFile> open(const std::string& path);
  // All of stdin. What is not a file already (a pipe) goes through a file without a name in TMPDIR
  // or /tmp, since the server must know the size first; `size_max` bytes at most.
  static Outcome<SourceFile> from_stdin(const std::string& name, uint64_t size_max);

  // The last part of its path, as the file system has it.
  const std::string& name() const { return name_; }
  uint64_t size() const { return size_; }

  // Fills `out` from byte `offset`.
  Outcome<void> read(uint64_t offset, MutableBytes out) const;
  // kFailed when its size or its time of change is another than at first.
  Outcome<void> check_unchanged() const;

 private:
  SourceFile(FileDescriptor file, std::string name)
      : file_(std::move(file)), name_(std::move(name)) {}
  // `label` names it in a refusal.
  Outcome<void> note_state(std::string_view label);

  FileDescriptor file_;
  std::string name_;
  uint64_t size_ = 0;
  int64_t changed_seconds_ = 0;
  int64_t changed_nanoseconds_ = 0;
};

}  // namespace mayfly
