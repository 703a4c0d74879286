// Comparing, in the order of their keys, what is kept apart with the records that it belongs to.
#include "server/erasure.h"
#include "server/rules_ledger.h"

namespace mayfly {
namespace {

constexpr size_t kEntriesAtOnce = 10'000;

// Reads a range from its beginning to its end.
class Cursor {
 public:
  Cursor(const Store& store, Range range) : store_(store), range_(std::move(range)) {}

  // The next entry; null at the end. Valid until the next call.
  Result<const Entry*> next() {
    MAYFLY_LET(entry, peek());
    if (entry != nullptr) ++at_;
    return entry;
  }
  // The entry of this key, if there is one. Keys must be asked for in their order.
  Result<const Entry*> find(const Key& key) {
    for (;;) {
      MAYFLY_LET(entry, peek());
      if (entry == nullptr || entry->key > key.bytes) return nullptr;
      if (entry->key == key.bytes) return entry;
      ++at_;
    }
  }

 private:
  Result<const Entry*> peek() {
    if (at_ == entries_.size() && !is_last_) {
      MAYFLY_LET(entries, store_.scan(range_, kEntriesAtOnce));
      entries_ = std::move(entries);
      at_ = 0;
      is_last_ = entries_.size() < kEntriesAtOnce;
      if (!entries_.empty()) {
        range_.from = keyspace::only({range_.table, entries_.back().key}).until;
      }
    }
    return at_ < entries_.size() ? &entries_[at_] : nullptr;
  }

  const Store& store_;
  Range range_;
  std::vector<Entry> entries_;
  size_t at_ = 0;
  bool is_last_ = false;
};

Result<bool> is_over(Cursor& drops, const DropId& id) {
  MAYFLY_LET(entry, drops.find(keyspace::drop(id)));
  if (entry == nullptr) return true;
  MAYFLY_LET(drop, decode<DropRecord>(entry->value));
  return has_ended(drop.state);
}

Status request(Rules& rules, const DropId& drop, keyspace::Erasure kind, ByteView what = {}) {
  const std::lock_guard lock(rules.locks.of(drop).mutex);
  Ledger ledger(rules, drop);
  ledger.request_erasure(kind, what);
  MAYFLY_TRY(ledger.commit());
  return {};
}

Status request_orphan_parts(Rules& rules, const std::atomic<bool>& stopped) {
  Cursor parts(rules.store, keyspace::all_parts());
  Cursor drops(rules.store, keyspace::drops());
  std::optional<DropId> former;
  while (!stopped) {
    MAYFLY_LET(part, parts.next());
    if (part == nullptr) break;
    MAYFLY_LET(drop, keyspace::drop_of_part(part->key));
    if (drop == former) continue;
    former = drop;
    MAYFLY_LET(unwanted, is_over(drops, drop));
    if (unwanted) MAYFLY_TRY(request(rules, drop, keyspace::Erasure::kOrphan));
  }
  return {};
}

Status request_orphan_contents(Rules& rules, const std::atomic<bool>& stopped) {
  Cursor contents(rules.store, keyspace::all_contents());
  Cursor drops(rules.store, keyspace::drops());
  Cursor grants(rules.store, keyspace::all_grants_of_drops());
  while (!stopped) {
    MAYFLY_LET(entry, contents.next());
    if (entry == nullptr) break;
    MAYFLY_LET(owner, keyspace::owner_of_contents(entry->key));
    MAYFLY_LET(unwanted, is_over(drops, owner.drop));
    MAYFLY_LET(grant, grants.find(keyspace::grant_of_drop(owner.drop, owner.grant)));
    if (unwanted) {
      MAYFLY_TRY(request(rules, owner.drop, keyspace::Erasure::kOrphan));
    } else if (grant == nullptr) {
      MAYFLY_TRY(request(rules, owner.drop, keyspace::Erasure::kGrant, owner.grant.bytes));
    }
  }
  return {};
}

}  // namespace

Status request_orphans(Rules& rules, const std::atomic<bool>& stopped) {
  MAYFLY_TRY(request_orphan_parts(rules, stopped));
  return request_orphan_contents(rules, stopped);
}

}  // namespace mayfly
