// Keyed hashes, a record each; the list's own record says under which key, and how many they are.
#include "server/blocklist.h"

#include <sodium.h>

namespace mayfly {
namespace {

constexpr size_t kPartsAtOnce = 200;

PartHash hash_part(const BlocklistRecord& list, ByteView sealed) {
  PartHash hash;
  crypto_generichash(hash.bytes.data(), hash.bytes.size(), sealed.data(), sealed.size(),
                     list.key.bytes.data(), list.key.bytes.size());
  return hash;
}

// Without making it a condition of the caller's transaction, since all uploads would meet there.
Result<BlocklistRecord> peek_list(const Store& store) {
  const Key key = keyspace::blocklist();
  MAYFLY_LET(bytes, store.get(key.table, key.bytes));
  if (!bytes) return BlocklistRecord{};
  return decode<BlocklistRecord>(*bytes);
}

Result<BlocklistRecord> load_list(Ledger& ledger) {
  MAYFLY_LET(list, ledger.load<BlocklistRecord>(keyspace::blocklist()));
  return list.value_or(BlocklistRecord{});
}

void save_list(Ledger& ledger, BlocklistRecord list) {
  ++list.revision;
  ledger.save(keyspace::blocklist(), list);
}

// The list with its key, which is made once and stays.
Answer<BlocklistRecord> ensure_list(Rules& rules) {
  return run_rule(rules, kBlocklistLock, [](Ledger& ledger) -> Answer<BlocklistRecord> {
    MAYFLY_LET(list, load_list(ledger));
    if (list.revision > 0) return list;
    ledger.rules.random.fill(list.key.bytes);
    save_list(ledger, list);
    return list;
  });
}

Answer<void> add_hashes(Rules& rules, const std::vector<PartHash>& hashes) {
  return run_rule(rules, kBlocklistLock, [&](Ledger& ledger) -> Answer<void> {
    MAYFLY_LET(list, load_list(ledger));
    const BlockedRecord blocked{ledger.now + ledger.rules.limits.blocked_seconds};
    for (const PartHash& hash : hashes) {
      const Key key = keyspace::blocked(hash);
      MAYFLY_LET(former, ledger.load<BlockedRecord>(key));
      if (!former) ++list.hashes;
      ledger.save(key, blocked);
      ledger.tx.put(keyspace::due({blocked.until, keyspace::DueKind::kBlocked, hash.bytes}), {});
    }
    list.changed_at = ledger.now;
    save_list(ledger, list);
    return {};
  });
}

// Calls `look` (PartHash to Answer<void>) with the hash of each part that is stored.
template <typename Look>
Answer<void> for_each_hash(const Store& store, const BlocklistRecord& list, const DropId& drop,
                           Look&& look) {
  Range rest = keyspace::parts(drop);
  for (;;) {
    MAYFLY_LET(parts, store.scan(rest, kPartsAtOnce));
    for (const Entry& part : parts) {
      MAYFLY_LET(sealed, store.get(Table::kParts, part.key));
      if (sealed) MAYFLY_TRY(look(hash_part(list, *sealed)));
    }
    if (parts.size() < kPartsAtOnce) return {};
    rest.from = parts.back().key;
    rest.from.push_back(0);
  }
}

}  // namespace

Answer<void> refuse_blocked(Ledger& ledger, ByteView sealed) {
  MAYFLY_LET(list, peek_list(ledger.rules.store));
  if (list.hashes == 0) return {};
  MAYFLY_LET(blocked, ledger.load<BlockedRecord>(keyspace::blocked(hash_part(list, sealed))));
  if (blocked) return refuse(Code::kPayloadBlocked);
  return {};
}

Answer<void> refuse_blocked_parts(Ledger& ledger, const DropRecord& drop) {
  MAYFLY_LET(list, load_list(ledger));
  if (list.hashes == 0 || list.changed_at < drop.created_at) return {};
  const Store& store = ledger.rules.store;
  return for_each_hash(store, list, ledger.drop, [&](const PartHash& hash) -> Answer<void> {
    const Key key = keyspace::blocked(hash);
    MAYFLY_LET(blocked, store.get(key.table, key.bytes));
    if (blocked) return refuse(Code::kPayloadBlocked);
    return {};
  });
}

Answer<uint64_t> block_parts(Rules& rules, const DropId& drop) {
  MAYFLY_LET(list, ensure_list(rules));
  uint64_t count = 0;
  std::vector<PartHash> hashes;
  MAYFLY_TRY(for_each_hash(rules.store, list, drop, [&](const PartHash& hash) -> Answer<void> {
    ++count;
    hashes.push_back(hash);
    if (hashes.size() < kPartsAtOnce) return {};
    return add_hashes(rules, std::exchange(hashes, {}));
  }));
  if (!hashes.empty()) MAYFLY_TRY(add_hashes(rules, hashes));
  return count;
}

Status look_at_blocked(Ledger& ledger, const PartHash& hash) {
  const Key key = keyspace::blocked(hash);
  MAYFLY_LET(blocked, ledger.load<BlockedRecord>(key));
  if (!blocked || ledger.now < blocked->until) return {};  // renewed: due again later
  MAYFLY_LET(list, load_list(ledger));
  ledger.tx.erase(key);
  if (list.hashes > 0) --list.hashes;
  save_list(ledger, list);
  return {};
}

}  // namespace mayfly
