// The narrow store under the rules: bytes under keys, written in atomic batches; it knows no drop.
#pragma once

#include <optional>
#include <vector>

#include "common/bytes.h"
#include "common/result.h"

namespace mayfly {

enum class Table : uint8_t {
  kRecords,   // small and without content: states, counters, verifiers, indexes
  kDue,       // keys that begin with a time, read from the front and erased there
  kContents,  // what must vanish and is small: age headers, sealed notes, hints and events
  kParts,     // what must vanish and is large; written only with Durability::kSettled
};

enum class Durability : uint8_t {
  kSynced,    // on disk before write() returns
  kBuffered,  // survives the process, and the machine once a later kSynced write returned
  kSettled,   // may be lost, each batch as a whole, until settle() returned
};

struct Entry {
  Bytes key;
  Bytes value;  // left empty by scans of kParts
};

// Keys from `from`, inclusive, to `until`, exclusive; an empty `until` is no bound.
struct Range {
  Table table;
  Bytes from;
  Bytes until;
};

struct Batch {
  struct Expected {
    Table table;
    Bytes key;
    std::optional<Bytes> value;  // nothing: the key must be absent
  };
  struct Change {
    Table table;
    Bytes key;
    std::optional<Bytes> value;  // nothing: erase
  };

  std::vector<Expected> expected;
  std::vector<Change> changes;
};

// Of the disk, in bytes. What was written and is not on it yet is not free any more.
struct Room {
  uint64_t free;
  uint64_t total;
};

// Safe for use by many threads. Faults: kStorage; kFull when the disk is full; kCorrupt.
class Store {
 public:
  virtual ~Store() = default;

  virtual Result<std::optional<Bytes>> get(Table table, ByteView key) const = 0;

  // The first `limit` entries of the range in the order of their keys.
  virtual Result<std::vector<Entry>> scan(const Range& range, size_t limit) const = 0;

  // Compares, then makes all changes or none. False: something was not as expected, and nothing
  // was written. After an error the batch may or may not have been written, as a whole.
  virtual Result<bool> write(const Batch& batch, Durability durability) = 0;

  // When it returns, all kSettled writes that returned before the call are on disk.
  virtual Status settle() = 0;

  // When it returns, no file that the store keeps holds a byte of any value that had been erased
  // or replaced within these ranges before the call; logs included. Takes milliseconds at least,
  // so hand over many ranges at once.
  virtual Status purge(const std::vector<Range>& ranges) = 0;

  virtual Room room() const { return {UINT64_MAX, UINT64_MAX}; }

  // For calling again and again: costs nothing when nothing is wrong. After a fault that keeps the
  // store from writing it tries to work again. False: only opening it anew can help, which may lose
  // what was not settled. An error: what was wrong still is.
  virtual Result<bool> recover() { return true; }
};

}  // namespace mayfly
