// Lets answers wait together until what they rest on is on disk: one sync for many.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "server/store.h"

namespace mayfly {

class SyncGroup {
 public:
  explicit SyncGroup(Store& store) : store_(store) {}

  // Numbers a write that has returned.
  uint64_t count_write() { return ++written_; }

  // Returns once the write of this number is on disk, and with it all that came before. 0: at once.
  // After an error nothing is known; who comes next tries again.
  Status wait(uint64_t number);

  // Whether wait() would return at once.
  bool covers(uint64_t number) const { return synced_ >= number; }

 private:
  Store& store_;
  std::atomic<uint64_t> written_ = 0;
  std::atomic<uint64_t> synced_ = 0;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool is_syncing_ = false;
};

}  // namespace mayfly
