// Building keys and taking them apart.
#include "server/keyspace.h"

namespace mayfly::keyspace {
namespace {

constexpr size_t kIdSize = 16;

Bytes join(std::initializer_list<ByteView> pieces) {
  Bytes joined;
  for (ByteView piece : pieces) append(joined, piece);
  return joined;
}

Key record(char kind, std::initializer_list<ByteView> pieces) {
  Bytes bytes{static_cast<uint8_t>(kind)};
  for (ByteView piece : pieces) append(bytes, piece);
  return {Table::kRecords, std::move(bytes)};
}

template <typename Unsigned>
ByteArray<sizeof(Unsigned)> big_endian(Unsigned value) {
  ByteArray<sizeof(Unsigned)> bytes;
  store_big_endian(value, bytes);
  return bytes;
}

// The first key behind all that begin with `prefix`; empty when there is none.
Bytes behind(Bytes prefix) {
  while (!prefix.empty() && prefix.back() == 0xff) prefix.pop_back();
  if (!prefix.empty()) ++prefix.back();
  return prefix;
}

Range with_prefix(const Key& prefix) { return {prefix.table, prefix.bytes, behind(prefix.bytes)}; }

tl::unexpected<Error> unknown_key() {
  return fail(Fault::kCorrupt, "a key that was never written");
}

}  // namespace

Key drop(const DropId& id) { return record('d', {id.bytes}); }
Range drops() { return with_prefix(record('d', {})); }
Key grant(const GrantId& id) { return record('g', {id.bytes}); }
Key grant_of_drop(const DropId& drop, const GrantId& grant) {
  return record('i', {drop.bytes, grant.bytes});
}
Range grants_of_drop(const DropId& drop) { return with_prefix(record('i', {drop.bytes})); }
Range all_grants_of_drops() { return with_prefix(record('i', {})); }
Result<GrantId> grant_in_index(ByteView key) {
  if (key.size() != 1 + 2 * kIdSize) return unknown_key();
  return GrantId::from(key.last<kIdSize>());
}
Key lease(const ViewId& id) { return record('v', {id.bytes}); }
Key running_lease(const GrantId& grant, const Verifier& lease_verifier) {
  return record('c', {grant.bytes, lease_verifier.bytes});
}
Range running_leases() { return with_prefix(record('c', {})); }
Key totals() { return record('t', {}); }
Key report(const ReportId& id) { return record('r', {id.bytes}); }
Range reports() { return with_prefix(record('r', {})); }
Range reports_after(const ReportId& id) {
  Range range = reports();
  range.from = only(report(id)).until;
  return range;
}
Result<ReportId> report_in(ByteView key) {
  if (key.size() != 1 + kIdSize) return unknown_key();
  return ReportId::from(key.last<kIdSize>());
}
Key report_of_drop(const DropId& drop, const ReportId& report) {
  return record('q', {drop.bytes, report.bytes});
}
Range reports_of_drop(const DropId& drop) { return with_prefix(record('q', {drop.bytes})); }
Result<ReportId> report_in_index(ByteView key) {
  if (key.size() != 1 + 2 * kIdSize) return unknown_key();
  return ReportId::from(key.last<kIdSize>());
}
Key drop_reports(const DropId& drop) { return record('n', {drop.bytes}); }
Key report_totals() { return record('m', {}); }

Key blocklist() { return record('k', {}); }
Key blocked(const PartHash& hash) { return record('b', {hash.bytes}); }

Key waiting_erasure(const DropId& drop, Erasure kind, ByteView what) {
  const ByteArray<1> letter{static_cast<uint8_t>(kind)};
  return record('x', {drop.bytes, letter, what});
}
Range waiting_erasures() { return with_prefix(record('x', {})); }
Result<WaitingErasure> waiting_erasure_in(ByteView key) {
  if (key.size() < 2 + kIdSize) return unknown_key();
  const auto kind = static_cast<Erasure>(key[1 + kIdSize]);
  const ByteView what = key.subspan(2 + kIdSize);
  size_t size = 0;
  switch (kind) {
    case Erasure::kDrop:
    case Erasure::kOrphan:
      break;
    case Erasure::kGrant:
    case Erasure::kReport:
      size = kIdSize;
      break;
    default:
      return unknown_key();
  }
  if (what.size() != size) return unknown_key();
  return WaitingErasure{DropId::from(key.subspan<1, kIdSize>()), kind,
                        Bytes(what.begin(), what.end())};
}

std::optional<int64_t> waiting_since(ByteView value) {
  if (value.size() != kErasureValueSize) return std::nullopt;
  return static_cast<int64_t>(load_big_endian<uint64_t>(value.first<8>()));
}
Key probe() { return record('y', {}); }

Key due(const Due& due) {
  const ByteArray<1> kind{static_cast<uint8_t>(due.kind)};
  return {Table::kDue, join({big_endian(static_cast<uint64_t>(due.time)), kind, due.id})};
}
Range due_until(UnixTime now) {
  const auto end = big_endian(static_cast<uint64_t>(now) + 1);
  return {Table::kDue, {}, join({end})};
}
Range all_due() { return {Table::kDue, {}, {}}; }
Result<Due> due_in(ByteView key) {
  if (key.size() != 8 + 1 + kIdSize) return unknown_key();
  Due due{static_cast<UnixTime>(load_big_endian<uint64_t>(key.first<8>())),
          static_cast<DueKind>(key[8]),
          {}};
  const bool known = due.kind == DueKind::kDrop || due.kind == DueKind::kLease ||
                     due.kind == DueKind::kReport || due.kind == DueKind::kBlocked;
  if (!known) {
    return unknown_key();
  }
  std::copy(key.begin() + 9, key.end(), due.id.begin());
  return due;
}

Key event(const DropId& drop, uint64_t number) {
  return {Table::kEvents, join({drop.bytes, big_endian(number)})};
}
Range events(const DropId& drop) { return with_prefix({Table::kEvents, join({drop.bytes})}); }

Key grant_contents(const DropId& drop, const GrantId& grant) {
  return {Table::kContents, join({drop.bytes, grant.bytes})};
}
Range contents(const DropId& drop) { return with_prefix({Table::kContents, join({drop.bytes})}); }
Range all_contents() { return {Table::kContents, {}, {}}; }
Result<ContentsOwner> owner_of_contents(ByteView key) {
  if (key.size() != 2 * kIdSize) return unknown_key();
  return ContentsOwner{DropId::from(key.first<kIdSize>()), GrantId::from(key.last<kIdSize>())};
}

Key part(const DropId& drop, uint32_t number) {
  return {Table::kParts, join({drop.bytes, big_endian(number)})};
}
Range parts(const DropId& drop) { return with_prefix({Table::kParts, join({drop.bytes})}); }
Range all_parts() { return {Table::kParts, {}, {}}; }
Result<DropId> drop_of_part(ByteView key) {
  if (key.size() != kIdSize + sizeof(uint32_t)) return unknown_key();
  return DropId::from(key.first<kIdSize>());
}
Result<uint32_t> number_of_part(ByteView key) {
  if (key.size() != kIdSize + sizeof(uint32_t)) return unknown_key();
  return load_big_endian<uint32_t>(key.last<sizeof(uint32_t)>());
}

Range only(const Key& key) {
  Bytes until = key.bytes;
  until.push_back(0);
  return {key.table, key.bytes, std::move(until)};
}

}  // namespace mayfly::keyspace
