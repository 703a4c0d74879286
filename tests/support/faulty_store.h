// A store that fails or crashes at a chosen write, for running every rule against all of them.
#pragma once

#include "server/memory_store.h"

namespace mayfly {

// Keeps what is on disk apart from what is not: a crash loses kSettled writes since the last
// settle(), and a power cut kBuffered writes since the last synced one as well. Not for threads.
class FaultyStore final : public Store {
 public:
  enum class Fate {
    kFails,           // the write is refused and leaves nothing
    kFailsAfterwards  // the write stands, but its caller hears that it failed
  };

  // From the k-th write, settle or purge from now, counted from 0, once or until mend().
  void break_at(uint64_t k, Fate fate, bool once) {
    left_ = k;
    armed_ = true;
    fate_ = fate;
    once_ = once;
    broken_ = false;
  }
  void mend() { armed_ = broken_ = false; }
  // Did the fault come up at all?
  bool met() const { return met_; }

  void kill();       // what the process had in memory is lost
  void cut_power();  // and what the machine had not written

  Result<std::optional<Bytes>> get(Table table, ByteView key) const override;
  Result<std::vector<Entry>> scan(const Range& range, size_t limit) const override;
  Result<bool> write(const Batch& batch, Durability durability) override;
  Status settle() override;
  Status purge(const std::vector<Range>& ranges) override;

 private:
  // What this write comes to; nothing: it goes well.
  std::optional<Fate> next_fate();

  MemoryStore now_;
  MemoryStore disk_;
  std::vector<Batch> buffered_;
  std::vector<Batch> unsettled_;
  uint64_t left_ = 0;
  bool armed_ = false;
  bool once_ = false;
  bool broken_ = false;
  bool met_ = false;
  Fate fate_ = Fate::kFails;
};

}  // namespace mayfly
