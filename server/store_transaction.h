// One reading of the store and the changes that follow from it, written only if nothing that was
// read has changed since.
#pragma once

#include "server/keyspace.h"
#include "server/store.h"

namespace mayfly {

class Transaction {
 public:
  explicit Transaction(Store& store) : store_(store) {}

  // Sees this transaction's own changes. What was read becomes a condition of commit().
  Result<std::optional<Bytes>> get(const Key& key);
  void put(Key key, Bytes value) { change(std::move(key), std::move(value)); }
  void erase(Key key) { change(std::move(key), std::nullopt); }

  bool has_changes() const { return !batch_.changes.empty(); }

  // False: something that was read has changed since; begin again. Without changes always true.
  Result<bool> commit();

 private:
  void change(Key key, std::optional<Bytes> value);

  Store& store_;
  Batch batch_;
};

}  // namespace mayfly
