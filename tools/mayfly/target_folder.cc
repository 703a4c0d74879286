// openat and renameat2: the kernel, not a check before, says whether a name is taken.
#include "tools/mayfly/target_folder.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>

#include "client-wasm/archive/filename.h"
#include "client-wasm/archive/manifest.h"
#include "common/base64url.h"
#include "tools/mayfly/format.h"
#include "tools/mayfly/say.h"

namespace mayfly {
namespace {

constexpr int kNameTriesMax = 1000;

// 0, or errno. Some file systems cannot rename without overwriting; most of those can link.
int rename_new(int folder, const std::string& from, const std::string& to) {
  if (renameat2(folder, from.c_str(), folder, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  if (linkat(folder, from.c_str(), folder, to.c_str(), 0) != 0) return errno;
  unlinkat(folder, from.c_str(), 0);
  return 0;
}

}  // namespace

Outcome<TargetFolder> TargetFolder::open(const std::string& path) {
  FileDescriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open()) return refuse_errno(path, errno);
  if (faccessat(folder.get(), ".", W_OK | X_OK, AT_EACCESS) != 0) return refuse_errno(path, errno);
  return TargetFolder(std::move(folder), path);
}

Outcome<void> TargetFolder::check_room(uint64_t size) const {
  struct statvfs state {};
  if (fstatvfs(folder_.get(), &state) != 0) return refuse_errno(path_, errno);
  const uint64_t room = uint64_t{state.f_bavail} * state.f_frsize;
  if (room >= size) return {};
  return refuse(ExitCode::kFailed, printable(path_) + ": " + format_size(size) + " are needed, " +
                                       format_size(room) + " are free");
}

Outcome<TargetFile> TargetFile::create(const TargetFolder& folder, Random& random) {
  ByteArray<8> mark{};
  random.fill(mark);
  std::string name = ".mayfly-" + base64url_encode(mark) + ".part";
  FileDescriptor file(openat(folder.descriptor(), name.c_str(),
                             O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.is_open()) return refuse_errno(folder.path(), errno);
  return TargetFile(folder, std::move(file), std::move(name));
}

TargetFile::TargetFile(TargetFile&& other) noexcept
    : folder_(other.folder_),
      file_(std::move(other.file_)),
      name_(std::exchange(other.name_, "")) {}

TargetFile::~TargetFile() {
  if (!name_.empty()) unlinkat(folder_.descriptor(), name_.c_str(), 0);
}

Outcome<void> TargetFile::append(ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file_.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return refuse_errno(folder_.path(), errno);
    bytes = bytes.subspan(static_cast<size_t>(written));
  }
  return {};
}

Outcome<std::string> TargetFile::keep(std::string_view name) {
  // On disk before it has its name, so that no crash leaves a file that looks complete.
  if (fsync(file_.get()) != 0) return refuse_errno(folder_.path(), errno);
  UniqueNames names(kManifestName);
  for (int tries = 0; tries < kNameTriesMax; ++tries) {
    const std::string candidate = names.add(name);
    const int error = rename_new(folder_.descriptor(), name_, candidate);
    if (error == 0) {
      name_.clear();
      return candidate;
    }
    if (error != EEXIST) return refuse_errno(candidate, error);
  }
  return refuse(ExitCode::kFailed, printable(name) + ": too many files of that name");
}

}  // namespace mayfly
