// Abuse reports: how many are kept and of whom, how long, and that they vanish like everything
// else.
#include "server/reports.h"

#include <set>

#include "server/memory_store.h"
#include "tests/support/faulty_store.h"
#include "tests/support/rules_world.h"

using namespace mayfly;

namespace {

Bytes sealed(uint64_t number) { return marked_bytes(kSealedReportSize, number); }

struct ReportWorld : World {
  explicit ReportWorld(Store& the_store, RuleLimits limits = {}) : World(the_store, limits) {}

  Answer<void> report(uint64_t grant, uint64_t number) {
    return reports.add(id_of<GrantId>(grant), sealed(number), id_of<ClientKey>(number));
  }
  std::vector<KeptReport> all() const { return reports.list(std::nullopt, 1'000).value(); }
  bool keeps(uint64_t number) const {
    const auto kept = all();
    return std::any_of(kept.begin(), kept.end(), [&](const KeptReport& each) {
      return each.record.sealed == sealed(number);
    });
  }

  Reports reports{rules};
};

}  // namespace

TEST_CASE("a report is kept as it came, with the hour, whether its drop lives or has ended") {
  MemoryStore store;
  ReportWorld world(store);
  world.seal_drop(1, 1);
  REQUIRE(world.report(1, 11).has_value());
  REQUIRE(world.all().size() == 1);
  const KeptReport kept = world.all().front();
  CHECK(kept.record.sealed == sealed(11));
  CHECK(kept.record.grant == id_of<GrantId>(1));
  CHECK(kept.record.drop == id_of<DropId>(1));
  CHECK(kept.record.received_at % 3'600 == 0);
  CHECK(kept.record.received_at <= world.clock.now());
  CHECK(kept.received == 1);

  const auto claim = world.claim(1, 1);
  REQUIRE(world.done(claim->view, 1).has_value());
  REQUIRE(world.state(1) == State::kViewed);
  CHECK(world.report(1, 12).has_value());
  world.reap();
  CHECK(world.all().size() == 2);
}

TEST_CASE("the same report again is one; another grant's, another size, no grant") {
  MemoryStore store;
  ReportWorld world(store);
  world.seal_drop(1, 1);
  REQUIRE(world.drops.create(world.wanted_drop(2)).has_value());
  REQUIRE(world.grants.put(world.owner(2), World::wanted_grant(2, 1)).has_value());
  CHECK(world.report(1, 11).has_value());
  CHECK(world.report(1, 11).has_value());
  REQUIRE(world.all().size() == 1);
  CHECK(world.all().front().received == 1);
  CHECK(code_of(world.report(77, 11)) == Code::kGrantNotFound);
  CHECK(code_of(world.report(2, 11)) == Code::kDropOpen);
  for (const size_t size : {size_t{0}, kSealedReportSize - 1, kSealedReportSize + 1}) {
    CHECK(code_of(world.reports.add(id_of<GrantId>(1), Bytes(size), world.client)) ==
          Code::kBadField);
  }
}

TEST_CASE("of a flood about one drop a fair sample is kept, and the answer does not tell") {
  constexpr uint64_t kRuns = 300;
  constexpr uint64_t kFlood = 40;
  uint64_t first_kept = 0;
  uint64_t last_kept = 0;
  for (uint64_t run = 0; run < kRuns; ++run) {
    MemoryStore store;
    ReportWorld world(store, {.reports_per_drop_max = 4});
    world.seal_drop(1, 1);
    world.random.skip_to(run * 1'000);
    for (uint64_t i = 0; i < kFlood; ++i) REQUIRE(world.report(1, 100 + i).has_value());
    REQUIRE(world.all().size() == 4);
    CHECK(world.all().front().received == kFlood);
    first_kept += world.keeps(100) ? 1 : 0;
    last_kept += world.keeps(100 + kFlood - 1) ? 1 : 0;
  }
  // One in ten each: 30 of 300, with a standard deviation of 5.2.
  MESSAGE("first kept ", first_kept, ", last kept ", last_kept, " of ", kRuns);
  for (const uint64_t count : {first_kept, last_kept}) {
    CHECK(count > 8);
    CHECK(count < 56);
  }
}

TEST_CASE("who reports much must wait, and nobody else") {
  MemoryStore store;
  ReportWorld world(store);
  world.seal_drop(1, 1);
  const auto report = [&](uint64_t number) {
    return world.reports.add(id_of<GrantId>(1), sealed(number), world.client);
  };
  for (uint64_t i = 0; i < Throttle::kFreeFailures; ++i) REQUIRE(report(i).has_value());
  const auto refused = report(100);
  REQUIRE(code_of(refused) == Code::kTooManyAttempts);
  CHECK(refused.error().retry_after_seconds > 0);
  CHECK(world.report(1, 200).has_value());
  world.clock.advance(refused.error().retry_after_seconds);
  CHECK(report(100).has_value());
}

TEST_CASE("a full box refuses drops that it has few reports of, and loses none that it has") {
  MemoryStore store;
  ReportWorld world(store, {.reports_max = 3, .reports_per_drop_max = 2});
  for (uint64_t drop = 1; drop <= 3; ++drop) world.seal_drop(drop, 1);
  REQUIRE(world.report(1, 11).has_value());
  REQUIRE(world.report(1, 12).has_value());
  REQUIRE(world.report(2, 21).has_value());
  CHECK(code_of(world.report(3, 31)) == Code::kStorageFull);
  CHECK(world.keeps(21));
  CHECK(world.all().size() == 3);
  // One that takes the place of another needs no room.
  for (uint64_t i = 0; i < 20; ++i) CHECK(world.report(1, 40 + i).has_value());
  CHECK(world.all().size() == 3);
  CHECK(world.keeps(21));
  REQUIRE(world.reports.remove(world.all().front().id) == true);
  CHECK(world.report(3, 31).has_value());
}

TEST_CASE("what the operator takes out is gone, once, and the count goes with the last") {
  MemoryStore store;
  ReportWorld world(store);
  world.seal_drop(1, 1);
  for (uint64_t i = 0; i < 3; ++i) REQUIRE(world.report(1, i).has_value());
  std::set<ReportId> seen;
  std::optional<ReportId> after;
  for (auto page = world.reports.list(after, 2); !page->empty();
       page = world.reports.list(after, 2)) {
    for (const KeptReport& each : *page) CHECK(seen.insert(each.id).second);
    after = page->back().id;
  }
  CHECK(seen.size() == 3);
  for (const ReportId& id : seen) {
    CHECK(world.reports.remove(id) == true);
    CHECK(world.reports.remove(id) == false);
  }
  CHECK(world.all().empty());
  REQUIRE(world.report(1, 9).has_value());
  CHECK(world.all().front().received == 1);
}

TEST_CASE("a report outlives the tombstone, but not its time") {
  MemoryStore store;
  ReportWorld world(store, {.report_seconds = 30 * 86'400});
  world.seal_drop(1, 1);
  REQUIRE(world.report(1, 11).has_value());
  world.pass_time(2 * 86'400);
  world.pass_time(18 * 86'400);
  CHECK(code_of(world.drops.describe(world.owner(1))) == Code::kDropNotFound);
  CHECK(world.keeps(11));
  CHECK(code_of(world.report(1, 12)) == Code::kGrantNotFound);
  world.pass_time(10 * 86'400);
  CHECK(world.all().empty());
  for (const Range& range : {keyspace::reports_of_drop(id_of<DropId>(1)), keyspace::all_due(),
                             keyspace::waiting_erasures()}) {
    CHECK(store.scan(range, 1)->empty());
  }
}

TEST_CASE(
    "whatever write fails, a report that was acknowledged is there, and one taken out is not") {
  for (const auto fate : {FaultyStore::Fate::kFails, FaultyStore::Fate::kFailsAfterwards}) {
    for (uint64_t k = 0;; ++k) {
      FaultyStore store;
      ReportWorld world(store, {.reports_max = 2});
      world.seal_drop(1, 1);
      store.break_at(k, fate, true);
      const bool added = world.report(1, 11).has_value();
      if (!added) CHECK(world.report(1, 11).has_value());
      store.kill();
      REQUIRE(world.all().size() == 1);
      CHECK(world.all().front().received == 1);
      const ReportId id = world.all().front().id;
      if (!world.reports.remove(id)) CHECK(world.reports.remove(id).has_value());
      store.cut_power();
      CHECK(world.all().empty());
      world.reaper.pass();
      store.mend();
      world.reap();
      CHECK(store.scan(keyspace::waiting_erasures(), 1)->empty());
      CHECK(world.report(1, 21).has_value());
      CHECK(world.report(1, 22).has_value());
      CHECK(code_of(world.report(1, 23)) == Code::kStorageFull);
      if (!store.met()) break;
      REQUIRE(k < 20);
    }
  }
}
