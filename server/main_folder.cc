// A lock on a file inside the folder, which also says that the folder is ours.
#include "server/main_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>

namespace mayfly {
namespace {

constexpr std::string_view kLockName = "mayflyd.lock";
constexpr std::string_view kOfTheDisk = "lost+found";  // where the folder is a disk's root

// RocksDB deletes what looks like a file that it has left behind, and the folder's mode changes.
bool holds_only_foreign_files(const std::string& folder) {
  std::error_code failed;
  bool any = false;
  for (std::filesystem::directory_iterator at(folder, failed), end; !failed && at != end;
       at.increment(failed)) {
    const auto name = at->path().filename();
    if (name == kLockName) return false;
    any = any || name != kOfTheDisk;
  }
  return any;
}

}  // namespace

Result<Descriptor> hold_folder(const std::string& folder) {
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    return fail(Fault::kStorage, "it is missing and cannot be made");
  }
  if (holds_only_foreign_files(folder)) {
    return fail(Fault::kConflict, "it holds files that are not mayflyd's");
  }
  Descriptor lock(
      open((folder + '/' + std::string(kLockName)).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock.is_open()) return fail(Fault::kForbidden, "it is not a folder that can be written to");
  if (flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    return fail(Fault::kConflict, "it is in use by another mayflyd");
  }
  return lock;
}

}  // namespace mayfly
