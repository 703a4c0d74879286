// Whoever comes first syncs for all that was written until then; the others wait for that, or for
// the next one.
#include "server/rules_sync.h"

namespace mayfly {

Status SyncGroup::wait(uint64_t number) {
  if (covers(number)) return {};
  std::unique_lock lock(mutex_);
  while (!covers(number)) {
    if (is_syncing_) {
      ended_.wait(lock);
      continue;
    }
    is_syncing_ = true;
    const uint64_t covered = written_;
    lock.unlock();
    const Status status = store_.sync();
    lock.lock();
    is_syncing_ = false;
    if (status) synced_ = covered;
    ended_.notify_all();
    if (!status) return status;
  }
  return {};
}

}  // namespace mayfly
