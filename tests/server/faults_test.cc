// Every rule against a store that fails or crashes at every write: nothing is given twice, nothing
// acknowledged is lost, and what is left mends itself.
#include "server/records.h"
#include "tests/support/faulty_store.h"
#include "tests/support/rules_world.h"

using namespace mayfly;

namespace {

using Fate = FaultyStore::Fate;
enum class After { kRetry, kKill, kPowerCut, kPowerCutAfterFiles };

// What the sender and the recipients were told.
struct Heard {
  bool sealed = false;
  bool burned = false;
  std::vector<std::pair<ViewId, uint64_t>> sent;  // views of which a part was handed out
};

// One life of a drop with two views; stops at the first failure. True: it went to its end.
bool live(World& world, Heard& heard) {
  if (!world.drops.create(world.wanted_drop(1))) return false;
  for (uint32_t n = 0; n < 2; ++n) {
    if (!world.drops.put_part(world.owner(1), n, World::part_bytes(1, n))) return false;
  }
  if (!world.grants.put(world.owner(1), World::wanted_grant(1, 2))) return false;
  if (!world.drops.seal(world.owner(1))) return false;
  heard.sealed = true;
  for (uint64_t lease = 1; lease <= 2; ++lease) {
    const auto claim = world.claim(1, lease);
    if (!claim) return false;
    for (uint32_t n = 0; n < 2; ++n) {
      const auto part = world.read_part(claim->view, lease, n);
      if (!part) return false;
      CHECK(*part == World::part_bytes(1, n));
      if (n == 0) heard.sent.emplace_back(claim->view, lease);
    }
    if (!world.done(claim->view, lease)) return false;
  }
  return world.reaper.pass().has_value();
}

// Counts what strangers can still get out of the drop.
void drain(World& world, Heard& heard) {
  for (uint64_t lease = 100; lease < 110; ++lease) {
    const auto claim = world.claim(1, lease);
    if (claim && world.read_part(claim->view, lease, 0))
      heard.sent.emplace_back(claim->view, lease);
  }
}

// The same requests again, as a client would send them; each must be taken or be over.
void retry(World& world, Heard& heard, bool lost_one) {
  CHECK(world.reaper.repair().has_value());
  world.reap();
  if (!heard.sealed) {
    const auto created = world.drops.create(world.wanted_drop(1));
    REQUIRE(created.has_value());
    for (uint32_t n = 0; n < 2; ++n) {
      const auto put = world.drops.put_part(world.owner(1), n, World::part_bytes(1, n));
      CHECK((put.has_value() || put.error().code == Code::kDropSealed));
    }
    CHECK(world.grants.put(world.owner(1), World::wanted_grant(1, 2)).has_value());
    CHECK(world.drops.seal(world.owner(1)).has_value());
  } else {
    const State state = world.state(1);
    CHECK((state == State::kLive || state == State::kViewed));
    if (state == State::kLive) {  // an acknowledged seal has all its parts
      for (uint32_t n = 0; n < 2; ++n) {
        const Key key = keyspace::part(id_of<DropId>(1), n);
        CHECK(world.store.get(key.table, key.bytes).value() == World::part_bytes(1, n));
      }
    }
  }
  drain(world, heard);
  CHECK(heard.sent.size() <= 2);
  world.pass_time(7'200);  // what lapsed unsent comes back once
  drain(world, heard);
  // A part that was counted but never arrived keeps its view: rather one too few than one too many.
  CHECK(heard.sent.size() >= (lost_one ? 1 : 2));
  CHECK(world.drops.describe(world.owner(1))->grants.front().views == 2);
  world.pass_time(7'200);
  CHECK(world.state(1) == State::kViewed);
  CHECK_FALSE(world.holds_parts(1));
  CHECK_FALSE(world.holds_contents(1));
  world.pass_time(8 * 86'400);
  world.pass_time(86'400);
  CHECK(code_of(world.drops.describe(world.owner(1))) == Code::kDropNotFound);
  const auto totals =
      decode<TotalsRecord>(*world.store.get(Table::kRecords, keyspace::totals().bytes).value())
          .value();
  CHECK(totals.drops == 0);
  CHECK(totals.open_drops == 0);
  CHECK(totals.reserved_bytes == 0);
  for (const Table table :
       {Table::kRecords, Table::kDue, Table::kEvents, Table::kContents, Table::kParts}) {
    CHECK(world.store.scan({table, {}, {}}, 10).value().size() ==
          (table == Table::kRecords ? 1 : 0));
  }
}

void run_all(Fate fate, After after) {
  uint64_t k = 0;
  for (;; ++k) {
    CAPTURE(k);
    FaultyStore store;
    World world(store);
    Heard heard;
    store.break_at(k, fate, after == After::kRetry);
    live(world, heard);
    if (!store.met()) break;
    if (after == After::kKill) store.kill();
    if (after == After::kPowerCut) store.cut_power();
    if (after == After::kPowerCutAfterFiles) store.cut_power(FaultyStore::Unsettled::kKept);
    store.mend();
    // What was written stays though its caller heard of no success, unless the power goes with it.
    const bool lost_one =
        fate == Fate::kFailsAfterwards || after == After::kRetry || after == After::kKill;
    retry(world, heard, lost_one);
  }
  CHECK(k > 12);  // the life has that many writes at least
}

}  // namespace

TEST_CASE("a write that fails") { run_all(Fate::kFails, After::kRetry); }
TEST_CASE("a write that stands though it seemed to fail") {
  run_all(Fate::kFailsAfterwards, After::kRetry);
}
TEST_CASE("a process killed before each write") { run_all(Fate::kFails, After::kKill); }
TEST_CASE("a process killed after each write") { run_all(Fate::kFailsAfterwards, After::kKill); }
TEST_CASE("power cut before each write") { run_all(Fate::kFails, After::kPowerCut); }
TEST_CASE("power cut after each write") { run_all(Fate::kFailsAfterwards, After::kPowerCut); }
TEST_CASE("power cut before each write, parts and contents on disk before the records") {
  run_all(Fate::kFails, After::kPowerCutAfterFiles);
}
TEST_CASE("power cut after each write, parts and contents on disk before the records") {
  run_all(Fate::kFailsAfterwards, After::kPowerCutAfterFiles);
}

TEST_CASE("burning, at every write, ends in nothing left") {
  for (const Fate fate : {Fate::kFails, Fate::kFailsAfterwards}) {
    for (const bool sealed : {false, true}) {
      for (uint64_t k = 0;; ++k) {
        CAPTURE(k);
        FaultyStore store;
        World world(store);
        world.seal_drop(2, 1);  // a neighbour that must not suffer
        if (sealed) {
          world.seal_drop(1, 1);
        } else {
          REQUIRE(world.drops.create(world.wanted_drop(1)).has_value());
          REQUIRE(world.drops.put_part(world.owner(1), 0, World::part_bytes(1, 0)).has_value());
          REQUIRE(world.grants.put(world.owner(1), World::wanted_grant(1, 1)).has_value());
        }
        store.break_at(k, fate, false);
        const bool burned = world.drops.burn(world.owner(1)).has_value();
        if (burned) (void)world.reaper.pass();
        const bool met = store.met();
        store.cut_power();
        CHECK(world.reaper.repair().has_value());
        world.reap();
        if (burned) CHECK(world.state(1) == State::kBurned);
        CHECK(world.drops.burn(world.owner(1)).has_value());
        world.reap();
        CHECK_FALSE(world.holds_parts(1));
        CHECK_FALSE(world.holds_contents(1));
        CHECK(world.holds_parts(2));
        CHECK(world.claim(2, 5).has_value());
        if (!met) break;
      }
    }
  }
}

TEST_CASE("nothing is erased for an end that is not on disk itself") {
  FaultyStore store;
  World world(store);
  world.seal_drop(1, 1);
  store.break_at(1, Fate::kFails, true);  // the burn is written, but not synced
  CHECK(code_of(world.drops.burn(world.owner(1))) == Code::kInternal);
  CHECK(world.reaper.pass().has_value());
  CHECK_FALSE(world.holds_parts(1));
  store.cut_power(FaultyStore::Unsettled::kKept);
  CHECK(world.state(1) == State::kBurned);
}

TEST_CASE("changing, revoking and extending fail without a trace or stand") {
  for (const Fate fate : {Fate::kFails, Fate::kFailsAfterwards}) {
    FaultyStore store;
    World world(store);
    world.seal_drop(1, 3);
    REQUIRE(world.grants.put(world.owner(1), World::wanted_grant(2, 3)).has_value());
    store.break_at(0, fate, true);
    CHECK(code_of(world.grants.change(world.owner(1), id_of<GrantId>(1), 5)) == Code::kInternal);
    store.break_at(0, fate, true);
    CHECK(code_of(world.drops.extend(world.owner(1), {Expiry::Kind::kIn, 100})) == Code::kInternal);
    store.break_at(0, fate, true);
    CHECK(code_of(world.grants.revoke(world.owner(1), id_of<GrantId>(2))) == Code::kInternal);
    store.kill();
    const auto drop = world.drops.describe(world.owner(1)).value();
    const bool stands = fate == Fate::kFailsAfterwards;
    CHECK((drop.expires_at == world.clock.now() + 100) == stands);
    for (const GrantDescription& grant : drop.grants) {
      if (grant.grant == id_of<GrantId>(1)) CHECK(grant.max_views == (stands ? 5 : 3));
      if (grant.grant == id_of<GrantId>(2)) CHECK((grant.state == State::kRemoved) == stands);
      CHECK(grant.note.has_value() == (grant.state == State::kLive));
    }
  }
}
