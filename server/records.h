// What the store remembers of drops, grants and leases, and how it is written.
#pragma once

#include <optional>

#include "common/limits.h"
#include "common/token.h"
#include "server/clock.h"
#include "server/records_values.h"

namespace mayfly {

// Each record is one version byte, then its fields in the order of its declaration (the lists in
// records.cc), as records_codec.h writes them. A version that is not known fails with kCorrupt, as
// all that encode() would not have written.

struct DropRecord {
  State state = State::kOpen;
  bool ended_open = false;  // ended before its seal
  UnixTime created_at = 0;
  UnixTime open_until = 0;
  UnixTime expires_at = 0;
  UnixTime ended_at = 0;
  Expiry asked_expiry;  // as the sender put it, to know the same request again
  uint64_t size = 0;
  uint64_t part_size = 0;
  Verifier owner_verifier;
  OwnerKey owner_key;
  bool track = false;
  uint32_t leases = 0;  // running, of all grants
  uint64_t events_first = 0;
  uint64_t events_next = 0;
  uint64_t revision = 0;  // grows with each write, so that no two versions are alike
};

struct GrantRecord {
  DropId drop;
  Verifier access_verifier;
  UnixTime created_at = 0;
  uint32_t max_views = 0;  // 0: no limit
  uint32_t views = 0;
  uint32_t leases = 0;  // running
  bool removed = false;
  std::optional<PasswordCost> password;
};

// What of a grant must vanish when the drop ends.
struct GrantContents {
  Bytes header;
  Bytes note;  // empty: none
  Bytes hint;  // empty: none

  bool operator==(const GrantContents&) const = default;
};

struct LeaseRecord {
  DropId drop;
  GrantId grant;
  Verifier lease_verifier;
  UnixTime claimed_at = 0;
  UnixTime until = 0;
  UnixTime ended_at = 0;  // 0: running
  bool sent = false;      // a part has left the server, or was about to
  uint64_t bytes_sent = 0;
};

// Counters of all drops together.
struct TotalsRecord {
  uint64_t reserved_bytes = 0;  // sealed payloads that are not erased yet
  uint64_t drops = 0;           // that are remembered
  uint64_t open_drops = 0;
};

// An abuse report that waits for the operator.
struct ReportRecord {
  DropId drop;
  GrantId grant;
  UnixTime received_at = 0;  // rounded down to the hour
  Bytes sealed;              // kSealedReportSize of it

  bool operator==(const ReportRecord&) const = default;
};

// Of one drop, for as long as a report about it is kept.
struct DropReportsRecord {
  uint32_t received = 0;  // also those that were not kept
};

// Of all drops together.
struct ReportTotalsRecord {
  uint64_t kept = 0;
};

// The list of what was taken down. It begins to be with its first hash.
struct BlocklistRecord {
  Id<struct BlocklistKeyTag, 32> key;  // of the hashes
  UnixTime changed_at = 0;             // when a hash was added last
  uint64_t hashes = 0;
  uint64_t revision = 0;  // grows with each write
};

// That the part with this hash was taken down.
struct BlockedRecord {
  UnixTime until = 0;
};

// Record is one of those above. kCorrupt for bytes that encode() would not have written.
template <typename Record>
Bytes encode(const Record& record);
template <typename Record>
Result<Record> decode(ByteView bytes);

}  // namespace mayfly
