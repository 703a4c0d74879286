// Unlinking what waits for it, and forgetting the requests.
#include "server/erasure.h"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>

#include "server/quota.h"

namespace mayfly {
namespace {

constexpr size_t kFilesAtOnce = 10'000;
constexpr size_t kThreadsMax = 8;
constexpr size_t kErasuresPerThread = 8;  // fewer are not worth one

Status erase_all(Store& store, const Range& range) {
  for (;;) {
    MAYFLY_LET(entries, store.scan(range, kFilesAtOnce));
    for (const Entry& entry : entries) MAYFLY_TRY(store.erase(range.table, entry.key));
    if (entries.size() < kFilesAtOnce) return {};
  }
}

// Whether the drop must not have parts and contents. What was asked for because a crash had lost a
// record may have been made again since.
Result<bool> is_over(Ledger& ledger) {
  MAYFLY_LET(drop, ledger.load<DropRecord>(keyspace::drop(ledger.drop)));
  return !drop || has_ended(drop->state);
}
Result<bool> is_over(Ledger& ledger, const GrantId& id) {
  MAYFLY_LET(drop_is_over, is_over(ledger));
  if (drop_is_over) return true;
  MAYFLY_LET(grant, ledger.load<GrantRecord>(keyspace::grant(id)));
  return !grant || grant->drop != ledger.drop || grant->removed;
}

Status erase_drop(Ledger& ledger) {
  MAYFLY_LET(unwanted, is_over(ledger));
  if (!unwanted) return {};
  MAYFLY_TRY(erase_all(ledger.rules.store, keyspace::parts(ledger.drop)));
  return erase_all(ledger.rules.store, keyspace::contents(ledger.drop));
}

Status erase_contents(Ledger& ledger, const GrantId& grant) {
  MAYFLY_LET(unwanted, is_over(ledger, grant));
  if (!unwanted) return {};
  const Key key = keyspace::grant_contents(ledger.drop, grant);
  return ledger.rules.store.erase(key.table, key.bytes);
}

Status erase_one(Rules& rules, const keyspace::WaitingErasure& request) {
  const std::lock_guard lock(rules.locks.of(request.drop).mutex);
  Ledger ledger(rules, request.drop);
  switch (request.kind) {
    case keyspace::Erasure::kDrop:
    case keyspace::Erasure::kOrphan:
      return erase_drop(ledger);
    case keyspace::Erasure::kGrant:
      return erase_contents(ledger, GrantId::from(ByteView(request.what).first<GrantId::kSize>()));
    case keyspace::Erasure::kReport:
      return {};  // purged, below
  }
  return {};
}

struct Job {
  Entry entry;
  keyspace::WaitingErasure request;
  uint64_t written;  // its number in the SyncGroup
  Status status;
};

// One from before the start, which nobody has numbered, counts as written just now.
uint64_t write_of(Rules& rules, const keyspace::WaitingErasure& request) {
  DropLocks::Stripe& stripe = rules.locks.of(request.drop);
  const std::lock_guard lock(stripe.mutex);
  if (stripe.last_request == 0) stripe.last_request = rules.synced.count_write();
  return stripe.last_request;
}

// What asked for it must not come undone when its bytes are gone, so each waits until that is on
// disk: which it mostly is, for whoever burned waits as well. Leaves what would wait for longer.
Status keep_synced(Rules& rules, std::vector<Job>& jobs) {
  const auto first = std::ranges::min_element(jobs, {}, &Job::written);
  MAYFLY_TRY(rules.synced.wait(first->written));
  std::erase_if(jobs, [&](const Job& job) { return !rules.synced.covers(job.written); });
  return {};
}

// One thread would mostly wait for the file system's journal; several do so at the same time.
void erase_in_threads(Rules& rules, std::vector<Job>& jobs) {
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t i = next++; i < jobs.size(); i = next++) {
      jobs[i].status = erase_one(rules, jobs[i].request);
    }
  };
  std::vector<std::thread> others;
  try {
    const size_t wanted = std::min(kThreadsMax, jobs.size() / kErasuresPerThread);
    while (others.size() + 1 < wanted) others.emplace_back(work);
  } catch (const std::system_error&) {
    // Fewer do it as well.
  }
  work();
  for (std::thread& other : others) other.join();
}

Status purge_reports(Rules& rules, const std::vector<Job>& jobs) {
  std::vector<Range> ranges;
  for (const auto& [entry, request, written, status] : jobs) {
    if (request.kind != keyspace::Erasure::kReport) continue;
    const auto report = ReportId::from(ByteView(request.what).first<ReportId::kSize>());
    ranges.push_back(keyspace::only(keyspace::report(report)));
  }
  return ranges.empty() ? Status() : rules.store.purge(ranges);
}

// Gives back what the drop had reserved.
Status release(Rules& rules, Transaction& tx, const DropId& id, TotalsRecord& totals) {
  MAYFLY_LET(bytes, tx.get(keyspace::drop(id)));
  if (!bytes) return {};
  MAYFLY_LET(drop, decode<DropRecord>(*bytes));
  return release_drop(rules.store, id, drop, totals);
}

void observe_delay(Rules& rules, const Bytes& request) {
  const auto since = keyspace::waiting_since(request);
  if (!since) return;
  const int64_t took = std::max<int64_t>(0, rules.clock.milliseconds() - *since);
  rules.counts.erase_seconds.observe(static_cast<double>(took) / 1e3);
}

// The requests go only if nobody renewed them meanwhile.
Status finish(Rules& rules, const std::vector<Entry>& requests) {
  const auto lock = rules.locks.lock_totals();
  Transaction tx(rules.store);
  MAYFLY_LET(totals_bytes, tx.get(keyspace::totals()));
  TotalsRecord totals;
  if (totals_bytes) {
    MAYFLY_LET(decoded, decode<TotalsRecord>(*totals_bytes));
    totals = decoded;
  }
  std::vector<const Bytes*> drops;
  for (const Entry& entry : requests) {
    const Key key{Table::kRecords, entry.key};
    MAYFLY_LET(value, tx.get(key));
    if (value != entry.value) continue;
    MAYFLY_LET(request, keyspace::waiting_erasure_in(entry.key));
    if (request.kind == keyspace::Erasure::kDrop) {
      MAYFLY_TRY(release(rules, tx, request.drop, totals));
      drops.push_back(&entry.value);
    }
    tx.erase(key);
  }
  tx.put(keyspace::totals(), encode(totals));
  MAYFLY_LET(written, tx.commit());
  if (!written) return {};  // another process was faster, and the next pass tries again
  for (const Bytes* request : drops) observe_delay(rules, *request);
  return {};
}

}  // namespace

Result<bool> erase_waiting(Rules& rules) {
  MAYFLY_LET(entries, rules.store.scan(keyspace::waiting_erasures(), kErasuresPerPass));
  if (entries.empty()) return false;
  std::vector<Job> jobs;
  for (Entry& entry : entries) {
    MAYFLY_LET(request, keyspace::waiting_erasure_in(entry.key));
    const uint64_t written = write_of(rules, request);
    jobs.push_back({std::move(entry), std::move(request), written, {}});
  }
  MAYFLY_TRY(keep_synced(rules, jobs));
  erase_in_threads(rules, jobs);
  MAYFLY_TRY(purge_reports(rules, jobs));
  std::vector<Entry> erased;
  Status worst;
  for (Job& job : jobs) {
    if (job.status) {
      erased.push_back(std::move(job.entry));
    } else {
      worst = job.status;
    }
  }
  MAYFLY_TRY(finish(rules, erased));
  MAYFLY_TRY(worst);
  return entries.size() == kErasuresPerPass || jobs.size() < entries.size();
}

}  // namespace mayfly
