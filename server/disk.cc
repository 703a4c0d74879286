// Asking the file system (statvfs(3)).
#include "server/disk.h"

#include <sys/statvfs.h>

namespace mayfly {

uint64_t FolderDisk::free_bytes() const {
  struct statvfs room {};
  if (statvfs(folder_.c_str(), &room) != 0) return 0;
  return uint64_t{room.f_bavail} * room.f_frsize;
}

}  // namespace mayfly
