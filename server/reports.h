// The rules of abuse reports: kept, sealed as they are, until the operator takes them out.
#pragma once

#include <optional>

#include "common/id.h"
#include "server/rules_ledger.h"

namespace mayfly {

struct KeptReport {
  ReportId id;
  ReportRecord record;
  uint32_t received = 0;  // about the same drop, also those that were not kept
};

class Reports {
 public:
  explicit Reports(Rules& rules) : rules_(rules), pace_(rules.random) {}

  // About a drop that lives or has ended. The same bytes again change nothing. Of a drop's reports
  // past reports_per_drop_max a fair sample is kept, so that nobody can push out what another has
  // said, but only make it less likely to be kept; the answer does not tell. kGrantNotFound,
  // kDropOpen, kBadField (report), kStorageFull (reports_max), kTooManyAttempts (of this client).
  Answer<void> add(const GrantId& grant, const Bytes& sealed, const ClientKey& client);

  // In the order of their ids, those behind `after`.
  Result<std::vector<KeptReport>> list(const std::optional<ReportId>& after, size_t limit) const;

  // False when there is none of this id. Its bytes are erased as those of drops are.
  Answer<bool> remove(const ReportId& id);

 private:
  Rules& rules_;
  Throttle pace_;  // of reports, as wrong tokens are slowed
};

// For the reaper. Which drop's lock a look at the report needs; nothing: it was taken out.
Result<std::optional<DropId>> drop_of_report(const Store& store, const ReportId& id);
// Takes out a report whose time is over.
Status look_at_report(Ledger& ledger, const ReportId& id);

}  // namespace mayfly
