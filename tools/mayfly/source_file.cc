// pread on an open file; directories, devices and pipes are refused.
#include "tools/mayfly/source_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "common/sizes.h"
#include "tools/mayfly/format.h"
#include "tools/mayfly/say.h"

namespace mayfly {
namespace {

tl::unexpected<Failure> refuse_changed(const std::string& name) {
  return refuse(ExitCode::kFailed, printable(name) + ": changed while it was being sent");
}

Outcome<void> write_all(int file, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return refuse_errno("the temporary file for standard input", errno);
    bytes = bytes.subspan(static_cast<size_t>(written));
  }
  return {};
}

Outcome<FileDescriptor> spool_stdin(uint64_t size_max) {
  const char* folder = std::getenv("TMPDIR");
  FileDescriptor spool(
      ::open(folder != nullptr ? folder : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!spool.is_open()) return refuse_errno("the temporary file for standard input", errno);
  Bytes buffer(kPartSizeMin);
  uint64_t total = 0;
  while (true) {
    const ssize_t size = read(STDIN_FILENO, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return refuse_errno("standard input", errno);
    if (size == 0) return spool;
    total += static_cast<uint64_t>(size);
    if (total > size_max) {
      return refuse(ExitCode::kFailed, "standard input: larger than the " + format_size(size_max) +
                                           " that the server takes");
    }
    MAYFLY_TRY(write_all(spool.get(), ByteView(buffer).first(static_cast<size_t>(size))));
  }
}

}  // namespace

Outcome<SourceFile> SourceFile::open(const std::string& path) {
  // O_NONBLOCK: a named pipe must be refused, not waited for.
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file.is_open()) return refuse_errno(path, errno);
  SourceFile source(std::move(file), path.substr(path.rfind('/') + 1));
  MAYFLY_TRY(source.note_state(path));
  return source;
}

Outcome<SourceFile> SourceFile::from_stdin(const std::string& name, uint64_t size_max) {
  struct stat state {};
  const bool is_file = fstat(STDIN_FILENO, &state) == 0 && S_ISREG(state.st_mode) &&
                       lseek(STDIN_FILENO, 0, SEEK_CUR) == 0;
  FileDescriptor file;
  if (is_file) {
    file = FileDescriptor(fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0));
  } else {
    MAYFLY_LET(spool, spool_stdin(size_max));
    file = std::move(spool);
  }
  SourceFile source(std::move(file), name);
  MAYFLY_TRY(source.note_state("standard input"));
  return source;
}

Outcome<void> SourceFile::note_state(std::string_view label) {
  struct stat state {};
  if (fstat(file_.get(), &state) != 0) return refuse_errno(label, errno);
  if (S_ISDIR(state.st_mode)) {
    return refuse(ExitCode::kFailed,
                  printable(label) + ": is a directory; pack it first, with tar or zip");
  }
  if (!S_ISREG(state.st_mode)) {
    return refuse(ExitCode::kFailed,
                  printable(label) + ": is not a regular file; send it through a pipe, as `-`");
  }
  size_ = static_cast<uint64_t>(state.st_size);
  changed_seconds_ = state.st_mtim.tv_sec;
  changed_nanoseconds_ = state.st_mtim.tv_nsec;
  return {};
}

Outcome<void> SourceFile::read(uint64_t offset, MutableBytes out) const {
  while (!out.empty()) {
    const ssize_t size = pread(file_.get(), out.data(), out.size(), static_cast<off_t>(offset));
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return refuse_errno(name_, errno);
    if (size == 0) return refuse_changed(name_);
    offset += static_cast<uint64_t>(size);
    out = out.subspan(static_cast<size_t>(size));
  }
  return {};
}

Outcome<void> SourceFile::check_unchanged() const {
  struct stat state {};
  if (fstat(file_.get(), &state) != 0) return refuse_errno(name_, errno);
  if (static_cast<uint64_t>(state.st_size) != size_ || state.st_mtim.tv_sec != changed_seconds_ ||
      state.st_mtim.tv_nsec != changed_nanoseconds_) {
    return refuse_changed(name_);
  }
  return {};
}

}  // namespace mayfly
