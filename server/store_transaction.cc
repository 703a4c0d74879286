// Optimistic transactions on the store's compare-and-write.
#include "server/store_transaction.h"

namespace mayfly {

Result<std::optional<Bytes>> Transaction::get(const Key& key) {
  for (const Batch::Change& change : batch_.changes) {
    if (change.table == key.table && change.key == key.bytes) return change.value;
  }
  for (const Batch::Expected& read : batch_.expected) {
    if (read.table == key.table && read.key == key.bytes) return read.value;
  }
  MAYFLY_LET(value, store_.get(key.table, key.bytes));
  batch_.expected.push_back({key.table, key.bytes, value});
  return value;
}

Result<bool> Transaction::commit() {
  if (batch_.changes.empty()) return true;
  return store_.write(batch_);
}

void Transaction::change(Key key, std::optional<Bytes> value) {
  for (Batch::Change& change : batch_.changes) {
    if (change.table == key.table && change.key == key.bytes) {
      change.value = std::move(value);
      return;
    }
  }
  batch_.changes.push_back({key.table, std::move(key.bytes), std::move(value)});
}

}  // namespace mayfly
