// A lock on a file inside the folder, so that the message can say what is the matter.
#include "server/main_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>

namespace mayfly {

Result<Descriptor> hold_folder(const std::string& folder) {
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    return fail(Fault::kStorage, "it is missing and cannot be made");
  }
  Descriptor lock(open((folder + "/mayflyd.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock.is_open()) return fail(Fault::kForbidden, "it is not a folder that can be written to");
  if (flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    return fail(Fault::kConflict, "it is in use by another mayflyd");
  }
  return lock;
}

}  // namespace mayfly
