// The lists of fields, and the two directions they are read in.
#include "server/records.h"

#include "server/records_codec.h"

namespace mayfly {
namespace {

constexpr uint8_t kVersion = 1;

template <typename Codec, typename Record>
requires std::is_same_v<std::remove_const_t<Record>, DropRecord>
void fields(Codec& codec, Record& drop) {
  codec.choice(drop.state, State::kRemoved);
  codec.field(drop.ended_open);
  codec.field(drop.created_at);
  codec.field(drop.open_until);
  codec.field(drop.expires_at);
  codec.field(drop.ended_at);
  codec.choice(drop.asked_expiry.kind, Expiry::Kind::kAt);
  codec.field(drop.asked_expiry.seconds);
  codec.field(drop.size);
  codec.field(drop.part_size);
  codec.field(drop.owner_verifier);
  codec.field(drop.owner_key);
  codec.field(drop.track);
  codec.field(drop.leases);
  codec.field(drop.events_first);
  codec.field(drop.events_next);
  codec.field(drop.revision);
}

template <typename Codec, typename Record>
requires std::is_same_v<std::remove_const_t<Record>, GrantRecord>
void fields(Codec& codec, Record& grant) {
  codec.field(grant.drop);
  codec.field(grant.access_verifier);
  codec.field(grant.created_at);
  codec.field(grant.max_views);
  codec.field(grant.views);
  codec.field(grant.leases);
  codec.field(grant.removed);
  codec.optional(grant.password, [&](auto& cost) {
    codec.field(cost.ops);
    codec.field(cost.mem);
  });
}

template <typename Codec, typename Record>
requires std::is_same_v<std::remove_const_t<Record>, GrantContents>
void fields(Codec& codec, Record& contents) {
  codec.field(contents.header, kHeaderSizeMax);
  codec.field(contents.note, kNoteSizeMax);
  codec.field(contents.hint, kHintSizeMax);
}

template <typename Codec, typename Record>
requires std::is_same_v<std::remove_const_t<Record>, LeaseRecord>
void fields(Codec& codec, Record& lease) {
  codec.field(lease.drop);
  codec.field(lease.grant);
  codec.field(lease.lease_verifier);
  codec.field(lease.claimed_at);
  codec.field(lease.until);
  codec.field(lease.ended_at);
  codec.field(lease.sent);
  codec.field(lease.bytes_sent);
}

template <typename Codec, typename Record>
requires std::is_same_v<std::remove_const_t<Record>, TotalsRecord>
void fields(Codec& codec, Record& totals) {
  codec.field(totals.reserved_bytes);
  codec.field(totals.drops);
  codec.field(totals.open_drops);
}

template <typename Codec, typename Record>
requires std::is_same_v<std::remove_const_t<Record>, ReportRecord>
void fields(Codec& codec, Record& report) {
  codec.field(report.drop);
  codec.field(report.grant);
  codec.field(report.received_at);
  codec.field(report.sealed, kSealedReportSize);
}

template <typename Codec, typename Record>
requires std::is_same_v<std::remove_const_t<Record>, DropReportsRecord>
void fields(Codec& codec, Record& reports) { codec.field(reports.received); }

template <typename Codec, typename Record>
requires std::is_same_v<std::remove_const_t<Record>, ReportTotalsRecord>
void fields(Codec& codec, Record& totals) { codec.field(totals.kept); }

template <typename Codec, typename Record>
requires std::is_same_v<std::remove_const_t<Record>, BlocklistRecord>
void fields(Codec& codec, Record& list) {
  codec.field(list.key);
  codec.field(list.changed_at);
  codec.field(list.hashes);
  codec.field(list.revision);
}

template <typename Codec, typename Record>
requires std::is_same_v<std::remove_const_t<Record>, BlockedRecord>
void fields(Codec& codec, Record& blocked) { codec.field(blocked.until); }

// A drop that rules divide by must have sizes that PartPlan takes.
bool is_sound(const DropRecord& drop) {
  return PartPlan::make(drop.size, drop.part_size).has_value() &&
         drop.events_first <= drop.events_next;
}
template <typename Record>
bool is_sound(const Record&) {
  return true;
}

}  // namespace

template <typename Record>
Bytes encode(const Record& record) {
  RecordWriter writer;
  writer.field(kVersion);
  fields(writer, record);
  return writer.take();
}

template <typename Record>
Result<Record> decode(ByteView bytes) {
  RecordReader reader(bytes);
  uint8_t version = 0;
  reader.field(version);
  if (version != kVersion) return fail(Fault::kCorrupt, "a record of a version that is not known");
  Record record;
  fields(reader, record);
  if (!reader.finished() || !is_sound(record)) {
    return fail(Fault::kCorrupt, "a record that was never written");
  }
  return record;
}

template Bytes encode(const DropRecord&);
template Bytes encode(const GrantRecord&);
template Bytes encode(const GrantContents&);
template Bytes encode(const LeaseRecord&);
template Bytes encode(const TotalsRecord&);
template Bytes encode(const ReportRecord&);
template Bytes encode(const DropReportsRecord&);
template Bytes encode(const ReportTotalsRecord&);
template Bytes encode(const BlocklistRecord&);
template Bytes encode(const BlockedRecord&);
template Result<DropRecord> decode(ByteView);
template Result<GrantRecord> decode(ByteView);
template Result<GrantContents> decode(ByteView);
template Result<LeaseRecord> decode(ByteView);
template Result<BlockedRecord> decode(ByteView);
template Result<BlocklistRecord> decode(ByteView);
template Result<TotalsRecord> decode(ByteView);
template Result<ReportTotalsRecord> decode(ByteView);
template Result<DropReportsRecord> decode(ByteView);
template Result<ReportRecord> decode(ByteView);

}  // namespace mayfly
