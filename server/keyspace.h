// Where each record lives: the keys of every table.
#pragma once

#include "common/id.h"
#include "common/token.h"
#include "server/clock.h"
#include "server/store.h"

namespace mayfly {

// Of a part as it is stored, under the key of the list of what was taken down.
using PartHash = Id<struct PartHashTag, 16>;

struct Key {
  Table table;
  Bytes bytes;
};

namespace keyspace {

// records:
//   'd' drop                    DropRecord
//   'g' grant                   GrantRecord
//   'i' drop grant              empty: the grant belongs to the drop
//   'v' view                    LeaseRecord
//   'c' grant lease_verifier    the view whose lease runs under this verifier
//   't'                         TotalsRecord
//   'r' report                  ReportRecord
//   'q' drop report             empty: the report is about the drop
//   'n' drop                    DropReportsRecord
//   'm'                         ReportTotalsRecord
//   'k'                         BlocklistRecord
//   'b' hash                    BlockedRecord
//   'x' drop …                  bytes that wait to be erased (erasure.h): since when, in
//                               milliseconds, then 8 random bytes
Key drop(const DropId& id);
Range drops();
Key grant(const GrantId& id);
Key grant_of_drop(const DropId& drop, const GrantId& grant);
Range grants_of_drop(const DropId& drop);
Range all_grants_of_drops();
Result<GrantId> grant_in_index(ByteView key);
Key lease(const ViewId& id);
Key running_lease(const GrantId& grant, const Verifier& lease_verifier);
Range running_leases();
Key totals();
Key report(const ReportId& id);
Range reports();
Range reports_after(const ReportId& id);
Result<ReportId> report_in(ByteView key);
Key report_of_drop(const DropId& drop, const ReportId& report);
Range reports_of_drop(const DropId& drop);
Result<ReportId> report_in_index(ByteView key);
Key drop_reports(const DropId& drop);
Key report_totals();
Key blocklist();
Key blocked(const PartHash& hash);

// What waits to be erased of a drop.
enum class Erasure : uint8_t {
  kDrop = 'd',    // all of a drop that ended: parts, contents, then its quota
  kOrphan = 'o',  // parts and contents without a drop
  kGrant = 'g',   // contents without a grant, or of a revoked one; what: the grant
  kReport = 'r',  // a report that was taken out; what: its id
};
struct WaitingErasure {
  DropId drop;
  Erasure kind;
  Bytes what;
};
Key waiting_erasure(const DropId& drop, Erasure kind, ByteView what = {});
Range waiting_erasures();
Result<WaitingErasure> waiting_erasure_in(ByteView key);
inline constexpr size_t kErasureValueSize = 16;
// Unix milliseconds; nothing for a value that has not its form.
std::optional<int64_t> waiting_since(ByteView value);
Key probe();  // 'y': what Health writes to see whether the store can be written

// due: time kind id, empty values. A hint to look at the thing then, no more.
enum class DueKind : uint8_t { kDrop = 'd', kLease = 'v', kReport = 'r', kBlocked = 'b' };
struct Due {
  UnixTime time;
  DueKind kind;
  ByteArray<16> id;
};
Key due(const Due& due);
Range due_until(UnixTime now);  // inclusive
Range all_due();
Result<Due> due_in(ByteView key);

// events: drop number           an event, sealed; numbers grow
Key event(const DropId& drop, uint64_t number);
Range events(const DropId& drop);

// contents: drop grant          GrantContents
Key grant_contents(const DropId& drop, const GrantId& grant);
Range contents(const DropId& drop);
Range all_contents();
struct ContentsOwner {
  DropId drop;
  GrantId grant;
};
Result<ContentsOwner> owner_of_contents(ByteView key);

// parts: drop number
Key part(const DropId& drop, uint32_t number);
Range parts(const DropId& drop);
Range all_parts();
Result<DropId> drop_of_part(ByteView key);
Result<uint32_t> number_of_part(ByteView key);

// Exactly this key.
Range only(const Key& key);

}  // namespace keyspace
}  // namespace mayfly
