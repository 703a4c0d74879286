// Adding, listing and taking out reports. What is kept of each drop's is a sample of all that came,
// as algorithm R draws it (Vitter, Random Sampling with a Reservoir, 1985).
#include "server/reports.h"

#include <sodium.h>

#include <limits>

#include "server/rules_lifecycle.h"

namespace mayfly {
namespace {

constexpr int64_t kHourSeconds = 3'600;

// The same report again has the same id.
ReportId report_id(const GrantId& grant, const Bytes& sealed) {
  ReportId id;
  crypto_generichash(id.bytes.data(), id.bytes.size(), sealed.data(), sealed.size(),
                     grant.bytes.data(), grant.bytes.size());
  return id;
}

uint64_t random_below(uint64_t bound, Random& random) {
  ByteArray<8> bytes{};
  random.fill(bytes);
  return load_big_endian<uint64_t>(bytes) % bound;  // the bias is below 2^-32
}

Result<std::vector<ReportId>> kept_of_drop(Ledger& ledger) {
  MAYFLY_LET(index, ledger.rules.store.scan(keyspace::reports_of_drop(ledger.drop),
                                            std::numeric_limits<size_t>::max()));
  std::vector<ReportId> ids;
  for (const Entry& entry : index) {
    MAYFLY_LET(id, keyspace::report_in_index(entry.key));
    ids.push_back(id);
  }
  return ids;
}

Result<DropReportsRecord> load_received(Ledger& ledger) {
  MAYFLY_LET(received, ledger.load<DropReportsRecord>(keyspace::drop_reports(ledger.drop)));
  return received.value_or(DropReportsRecord{});
}

Result<ReportTotalsRecord> load_totals(Ledger& ledger) {
  MAYFLY_LET(totals, ledger.load<ReportTotalsRecord>(keyspace::report_totals()));
  return totals.value_or(ReportTotalsRecord{});
}

void schedule(Ledger& ledger, const ReportId& id, UnixTime time) {
  ledger.tx.put(keyspace::due({time, keyspace::DueKind::kReport, id.bytes}), {});
}

void put(Ledger& ledger, const ReportId& id, const ReportRecord& report) {
  ledger.save(keyspace::report(id), report);
  ledger.tx.put(keyspace::report_of_drop(ledger.drop, id), {});
  schedule(ledger, id, report.received_at + ledger.rules.limits.report_seconds);
}

void erase(Ledger& ledger, const ReportId& id) {
  ledger.tx.erase(keyspace::report(id));
  ledger.tx.erase(keyspace::report_of_drop(ledger.drop, id));
  ledger.request_erasure(keyspace::Erasure::kReport, id.bytes);
}

// A report that is there; with the last one of its drop goes the count.
Status take_out(Ledger& ledger, const ReportId& id) {
  erase(ledger, id);
  MAYFLY_LET(totals, load_totals(ledger));
  if (totals.kept > 0) --totals.kept;
  ledger.save(keyspace::report_totals(), totals);
  MAYFLY_LET(received, load_received(ledger));
  MAYFLY_LET(kept, kept_of_drop(ledger));
  if (kept.size() <= 1) {
    ledger.tx.erase(keyspace::drop_reports(ledger.drop));
  } else {
    ledger.save(keyspace::drop_reports(ledger.drop), received);
  }
  return {};
}

// Makes room for one more report about the drop. False: it is not to be kept.
Answer<bool> make_room(Ledger& ledger, uint32_t received) {
  const RuleLimits& limits = ledger.rules.limits;
  MAYFLY_LET(kept, kept_of_drop(ledger));
  if (kept.size() < limits.reports_per_drop_max) {
    MAYFLY_LET(totals, load_totals(ledger));
    if (totals.kept >= limits.reports_max) return refuse_full("reports");
    ++totals.kept;
    ledger.save(keyspace::report_totals(), totals);
    return true;
  }
  const uint64_t chosen =
      random_below(std::max<uint64_t>(received, kept.size()), ledger.rules.random);
  if (chosen >= kept.size()) return false;
  erase(ledger, kept[chosen]);
  return true;
}

}  // namespace

Answer<void> Reports::add(const GrantId& grant, const Bytes& sealed, const ClientKey& client) {
  if (sealed.size() != kSealedReportSize) return refuse_field("report");
  // The client stands for the subject too: nobody is to slow down others who report the same drop.
  const UnixTime now = rules_.clock.now();
  const int64_t wait = pace_.wait_seconds(client.bytes, client, now);
  if (wait > 0) return refuse_for(Code::kTooManyAttempts, wait);
  MAYFLY_LET(bytes, rules_.store.get(Table::kRecords, keyspace::grant(grant).bytes));
  if (!bytes) return refuse(Code::kGrantNotFound);
  MAYFLY_LET(found, decode<GrantRecord>(*bytes));
  const ReportId id = report_id(grant, sealed);
  pace_.count_failure(client.bytes, client, now);
  return run_rule(rules_, found.drop, [&](Ledger& ledger) -> Answer<void> {
    MAYFLY_LET(drop, ledger.load<DropRecord>(keyspace::drop(ledger.drop)));
    if (!drop) return refuse(Code::kGrantNotFound);
    if (state_of(*drop, ledger.now) == State::kOpen) return refuse(Code::kDropOpen);
    MAYFLY_LET(former, ledger.load<ReportRecord>(keyspace::report(id)));
    if (former) return {};
    MAYFLY_LET(received, load_received(ledger));
    if (received.received < UINT32_MAX) ++received.received;
    ledger.save(keyspace::drop_reports(ledger.drop), received);
    MAYFLY_LET(has_room, make_room(ledger, received.received));
    if (!has_room) return {};
    put(ledger, id, {ledger.drop, grant, ledger.now - ledger.now % kHourSeconds, sealed});
    return {};
  });
}

Result<std::vector<KeptReport>> Reports::list(const std::optional<ReportId>& after,
                                              size_t limit) const {
  const Range range = after ? keyspace::reports_after(*after) : keyspace::reports();
  MAYFLY_LET(entries, rules_.store.scan(range, limit));
  std::vector<KeptReport> reports;
  for (const Entry& entry : entries) {
    MAYFLY_LET(id, keyspace::report_in(entry.key));
    MAYFLY_LET(record, decode<ReportRecord>(entry.value));
    const Key counted = keyspace::drop_reports(record.drop);
    MAYFLY_LET(bytes, rules_.store.get(counted.table, counted.bytes));
    DropReportsRecord received;
    if (bytes) {
      MAYFLY_LET(decoded, decode<DropReportsRecord>(*bytes));
      received = decoded;
    }
    reports.push_back({id, std::move(record), received.received});
  }
  return reports;
}

Answer<bool> Reports::remove(const ReportId& id) {
  MAYFLY_LET(drop, drop_of_report(rules_.store, id));
  if (!drop) return false;
  return run_rule(rules_, *drop, [&](Ledger& ledger) -> Answer<bool> {
    MAYFLY_LET(report, ledger.load<ReportRecord>(keyspace::report(id)));
    if (!report) return false;
    MAYFLY_TRY(take_out(ledger, id));
    return true;
  });
}

Result<std::optional<DropId>> drop_of_report(const Store& store, const ReportId& id) {
  MAYFLY_LET(bytes, store.get(Table::kRecords, keyspace::report(id).bytes));
  if (!bytes) return std::nullopt;
  MAYFLY_LET(report, decode<ReportRecord>(*bytes));
  return report.drop;
}

Status look_at_report(Ledger& ledger, const ReportId& id) {
  MAYFLY_LET(report, ledger.load<ReportRecord>(keyspace::report(id)));
  if (!report) return {};
  const UnixTime over_at = report->received_at + ledger.rules.limits.report_seconds;
  if (ledger.now >= over_at) return take_out(ledger, id);
  schedule(ledger, id, over_at);
  return {};
}

}  // namespace mayfly
