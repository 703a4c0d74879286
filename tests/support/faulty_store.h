// A store that fails or crashes at a chosen write or read, for running every rule against all of
// them.
#pragma once

#include "server/memory_store.h"

namespace mayfly {

// Keeps what is on disk apart from what is not: a power cut loses what was written in batches since
// the last sync(). What was placed or erased apart since the last settle() it loses or keeps, as it
// likes. Not for threads.
class FaultyStore final : public Store {
 public:
  enum class Fate {
    kFails,           // the write is refused and leaves nothing
    kFailsAfterwards  // the write stands, but its caller hears that it failed
  };

  // From the k-th call that changes or syncs something from now, counted from 0, once or until
  // mend().
  void break_at(uint64_t k, Fate fate, bool once) {
    left_ = k;
    armed_ = true;
    fate_ = fate;
    once_ = once;
    broken_ = false;
  }
  // At the k-th get or scan from now, counted from 0, once.
  void break_read_at(uint64_t k) { reads_left_ = k; }
  void mend() {
    armed_ = broken_ = false;
    reads_left_.reset();
  }
  // Did the fault come up at all?
  bool met() const { return met_; }

  void kill();  // the machine has all that the process had written
  enum class Unsettled { kLost, kKept };
  void cut_power(Unsettled unsettled = Unsettled::kLost);

  Result<std::optional<Bytes>> get(Table table, ByteView key) const override;
  Result<std::vector<Entry>> scan(const Range& range, size_t limit) const override;
  Result<bool> write(const Batch& batch) override;
  Status sync() override;
  Result<std::unique_ptr<Staged>> stage(Table table, ByteView key, ByteView value) override;
  Status settle(const Range& range) override;
  Status erase(Table table, ByteView key) override;
  Status purge(const std::vector<Range>& ranges) override;

 private:
  class StagedFaulty;
  // What this call comes to; nothing: it goes well.
  std::optional<Fate> next_fate();
  bool read_fails() const;
  // Makes the change unless it is to fail, and notes it as not on disk.
  Result<bool> change(const Batch& batch, std::vector<Batch>& not_on_disk);
  Status flush(std::vector<Batch>& not_on_disk);

  MemoryStore now_;
  MemoryStore disk_;
  std::vector<Batch> unsynced_;
  std::vector<Batch> unsettled_;
  uint64_t left_ = 0;
  bool armed_ = false;
  bool once_ = false;
  bool broken_ = false;
  mutable bool met_ = false;
  mutable std::optional<uint64_t> reads_left_;
  Fate fate_ = Fate::kFails;
};

}  // namespace mayfly
