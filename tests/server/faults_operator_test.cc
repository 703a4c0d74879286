// Each rule of the operator, and what ends by itself because of it, against a store that fails at
// each of its writes and reads.
#include "server/reports.h"
#include "server/rules_ledger.h"
#include "server/takedown.h"
#include "tests/support/broken_rules.h"
#include "tests/support/resent.h"

using namespace mayfly;

namespace {

constexpr size_t kCountersAndList = 2;
constexpr size_t kCountersOfBoth = 2;  // of drops and of reports

void sealed_drop(World& world) { world.seal_drop(1, 2); }
void half_an_upload(World& world) {
  REQUIRE(world.drops.create(world.wanted_drop(1)).has_value());
  REQUIRE(world.grants.put(world.owner(1), World::wanted_grant(1, 2)).has_value());
  REQUIRE(world.drops.put_part(world.owner(1), 0, World::part_bytes(1, 0)).has_value());
}

// Also when it was before.
bool is_taken_down(World& world, Blocking blocking) {
  const auto taken = take_down(world.rules, id_of<DropId>(1).bytes, blocking);
  return taken || taken.error().reason == State::kRemoved;
}
bool take_down_and_block(World& world) { return is_taken_down(world, Blocking::kYes); }

void check_removed(World& world) {
  CHECK(world.state(1) == State::kRemoved);
  CHECK_FALSE(world.claim(1, 1).has_value());
  world.reap();
  CHECK_FALSE(world.holds_parts(1));
  CHECK_FALSE(world.holds_contents(1));
}
uint64_t blocked_hashes(World& world) {
  Ledger ledger(world.rules, {});
  return ledger.load<BlocklistRecord>(keyspace::blocklist())->value().hashes;
}

const Bytes kReport = marked_bytes(kSealedReportSize, 11);
bool report(World& world) {
  return Reports(world.rules).add(id_of<GrantId>(1), kReport, world.client).has_value();
}
std::vector<KeptReport> reports_of(World& world) {
  return Reports(world.rules).list(std::nullopt, 10).value();
}

std::vector<RuleCase> taking_down() {
  return {
      {.name = "take down and block",
       .prepare = sealed_drop,
       .run = take_down_and_block,
       .check =
           [](World& w) {
             check_removed(w);
             CHECK(blocked_hashes(w) == 2);
             CHECK(Resent(w, 2, 1).codes == kRefused);
           },
       .records_left = kCountersAndList},
      {.name = "take down",
       .prepare = sealed_drop,
       .run = [](World& w) { return is_taken_down(w, Blocking::kNo); },
       .check =
           [](World& w) {
             check_removed(w);
             CHECK(Resent(w, 2, 1).codes == kTaken);
           }},
      {.name = "take down an upload",
       .prepare = half_an_upload,
       .run =
           [](World& w) {
             // What a power cut takes of the parts is sent again, for as long as they are taken.
             const auto put = w.drops.put_part(w.owner(1), 0, World::part_bytes(1, 0));
             if (!put && put.error().code != Code::kDropGone &&
                 put.error().code != Code::kPayloadBlocked) {
               return false;
             }
             return take_down_and_block(w);
           },
       .check =
           [](World& w) {
             check_removed(w);
             CHECK(blocked_hashes(w) == 1);
             CHECK(totals_of(w).open_drops == 0);
           },
       .records_left = kCountersAndList},
      {.name = "a part that is no longer refused",
       .prepare =
           [](World& w) {
             sealed_drop(w);
             REQUIRE(take_down_and_block(w));
             w.reap();
             w.clock.advance(w.rules.limits.blocked_seconds);
           },
       .run = pass,
       .check =
           [](World& w) {
             w.reap();
             CHECK(blocked_hashes(w) == 0);
             CHECK(Resent(w, 2, 1).codes == kTaken);
           },
       .records_left = kCountersAndList},
  };
}

std::vector<RuleCase> keeping_reports() {
  return {
      {.name = "report",
       .prepare = sealed_drop,
       .run = report,
       .check =
           [](World& w) {
             REQUIRE(reports_of(w).size() == 1);
             CHECK(reports_of(w).front().record.sealed == kReport);
             CHECK(reports_of(w).front().received == 1);
           },
       .records_left = kCountersOfBoth},
      {.name = "a report whose time is over",
       .prepare =
           [](World& w) {
             sealed_drop(w);
             REQUIRE(report(w));
             w.clock.advance(w.rules.limits.report_seconds);
           },
       .run = pass,
       .check =
           [](World& w) {
             w.reap();
             CHECK(reports_of(w).empty());
             CHECK(w.store.scan(keyspace::waiting_erasures(), 1).value().empty());
           },
       .records_left = kCountersOfBoth},
      {.name = "an upload whose time is over",
       .prepare =
           [](World& w) {
             half_an_upload(w);
             w.clock.advance(w.rules.limits.open_seconds);
           },
       .run = pass,
       .check =
           [](World& w) {
             w.reap();
             CHECK(w.state(1) == State::kExpired);
             CHECK_FALSE(w.holds_parts(1));
             CHECK_FALSE(w.holds_contents(1));
             CHECK(totals_of(w).open_drops == 0);
             CHECK(totals_of(w).reserved_bytes == 0);
           }},
  };
}

}  // namespace

TEST_CASE("taking down, at every write and read") { break_all(taking_down()); }
TEST_CASE("reports and what nobody finished, at every write and read") {
  break_all(keeping_reports());
}
