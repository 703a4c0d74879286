// The narrow store under the rules: bytes under keys; it knows no drop.
#pragma once

#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "common/bytes.h"
#include "common/result.h"
#include "server/descriptor.h"
#include "server/store_health.h"

namespace mayfly {

enum class Table : uint8_t {
  // Written in atomic batches, in one order for all; on disk once sync() returned.
  kRecords,  // states, counters, verifiers, indexes
  kDue,      // keys that begin with a time, read from the front and erased there
  kEvents,   // sealed events

  // What must vanish: each value apart from all others, so that nothing is left of an erased one.
  kContents,  // age headers, sealed notes and hints
  kParts,     // large
};

inline constexpr bool is_kept_apart(Table table) { return table >= Table::kContents; }

struct Entry {
  Bytes key;
  Bytes value;  // left empty by scans of tables whose values are kept apart
};

// Keys from `from`, inclusive, to `until`, exclusive; an empty `until` is no bound.
struct Range {
  Table table;
  Bytes from;
  Bytes until;
};

// Of tables that are written in batches.
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

// Of the disk, in bytes.
struct Room {
  uint64_t free;
  uint64_t total;
};

// A value that is a file by itself: the first `size` bytes of it, compared with what was written
// when it was opened. It can be read also when the value has been erased meanwhile.
struct StoredFile {
  Descriptor descriptor;
  uint64_t size;
};
using StoredValue = std::variant<Bytes, StoredFile>;

// A value that is on disk and not in its table yet; without place() nothing of it stays.
class Staged {
 public:
  virtual ~Staged() = default;
  // Takes its place, as a whole or not at all, and that of a former value, of which no byte is
  // left and which a machine that fails does not bring back. Once.
  virtual Status place() = 0;
};

// Safe for use by many threads. Faults: kStorage; kFull when the disk is full; kCorrupt.
class Store {
 public:
  virtual ~Store() = default;

  virtual Result<std::optional<Bytes>> get(Table table, ByteView key) const = 0;

  // The same, for handing it on: a file where the store has one for it.
  virtual Result<std::optional<StoredValue>> open_value(Table table, ByteView key) const {
    MAYFLY_LET(bytes, get(table, key));
    if (!bytes) return std::nullopt;
    return StoredValue(std::move(*bytes));
  }

  // The first `limit` entries of the range in the order of their keys.
  virtual Result<std::vector<Entry>> scan(const Range& range, size_t limit) const = 0;

  // Compares, then makes all changes or none. False: something was not as expected, and nothing
  // was written. After an error the batch may or may not have been written, as a whole. It survives
  // the process at once, and the machine once a sync() that began later returned.
  virtual Result<bool> write(const Batch& batch) = 0;

  // When it returns, all that was written in batches before the call is on disk.
  virtual Status sync() = 0;

  // For the tables whose values are kept apart. What is placed survives the process at once, and
  // the machine once a settle() of a range around it, begun later, returned.
  virtual Result<std::unique_ptr<Staged>> stage(Table table, ByteView key, ByteView value) = 0;
  virtual Status settle(const Range& range) = 0;

  // Likewise; when it returns, no file of the store holds a byte of the value. A machine that fails
  // soon afterwards may bring the value back as it was.
  virtual Status erase(Table table, ByteView key) = 0;

  // For the tables that are written in batches: when it returns, no file of the store holds a byte
  // of any value that had been erased or replaced within these ranges before the call; logs
  // included. Takes milliseconds at least, so hand over many ranges at once.
  virtual Status purge(const std::vector<Range>& ranges) = 0;

  virtual Room room() const { return {UINT64_MAX, UINT64_MAX}; }

  // Costs microseconds.
  virtual StoreHealth health() const { return {}; }

  // For calling again and again: costs nothing when nothing is wrong. After a fault that keeps the
  // store from writing it tries to work again. False: only opening it anew can help. An error: what
  // was wrong still is.
  virtual Result<bool> recover() { return true; }
};

}  // namespace mayfly
