// Taking drops down, and refusing to take their parts again.
#include "server/takedown.h"

#include "server/memory_store.h"
#include "server/rules_ledger.h"
#include "tests/support/resent.h"

using namespace mayfly;

TEST_CASE("a drop is taken down by its id or by a grant's, whoever holds a lease") {
  MemoryStore store;
  World world(store);
  for (const bool by_grant : {false, true}) {
    const uint64_t number = by_grant ? 2 : 1;
    world.seal_drop(number, 3);
    const auto claim = world.claim(number, number);
    REQUIRE(claim.has_value());
    const auto id = by_grant ? id_of<GrantId>(number).bytes : id_of<DropId>(number).bytes;
    REQUIRE(take_down(world.rules, id, Blocking::kNo).has_value());
    CHECK(world.state(number) == State::kRemoved);
    CHECK(code_of(world.read_part(claim->view, number, 0)) == Code::kDropGone);
    CHECK(world.grants.info(id_of<GrantId>(number))->state == State::kRemoved);
    CHECK(world.claim(number, 99).error().reason == State::kRemoved);
    world.reap();
    CHECK_FALSE(world.holds_parts(number));
    CHECK_FALSE(world.holds_contents(number));
  }
  CHECK(world.rules.counts.of(Counted::kDropRemoved) == 2);
}

TEST_CASE("what is unknown or has ended is told apart") {
  MemoryStore store;
  World world(store);
  CHECK(code_of(take_down(world.rules, id_of<DropId>(1).bytes, Blocking::kYes)) ==
        Code::kDropNotFound);
  world.seal_drop(1, 1);
  REQUIRE(world.drops.burn(world.owner(1)).has_value());
  const auto ended = take_down(world.rules, id_of<GrantId>(1).bytes, Blocking::kNo);
  CHECK(code_of(ended) == Code::kDropGone);
  CHECK(ended.error().reason == State::kBurned);
}

TEST_CASE("the parts of what was taken down do not come back, in whatever drop and place") {
  MemoryStore store;
  World world(store);
  world.seal_drop(1, 1);
  const auto taken = take_down(world.rules, id_of<DropId>(1).bytes, Blocking::kYes);
  REQUIRE(taken.has_value());
  CHECK(taken->blocked_parts == 2);
  CHECK(Resent(world, 2, 1).codes == kRefused);
  CHECK(Resent(world, 3, 3).codes == kTaken);
}

TEST_CASE("without blocking they do") {
  MemoryStore store;
  World world(store);
  world.seal_drop(1, 1);
  REQUIRE(take_down(world.rules, id_of<DropId>(1).bytes, Blocking::kNo)->blocked_parts == 0);
  CHECK(Resent(world, 2, 1).codes == kTaken);
}

TEST_CASE("a copy that was being uploaded during the take-down cannot be sealed") {
  MemoryStore store;
  World world(store);
  world.seal_drop(1, 1);
  CHECK(Resent(world, 2, 1).codes == kTaken);
  REQUIRE(world.grants.put(world.owner(2), World::wanted_grant(2, 1)).has_value());
  REQUIRE(take_down(world.rules, id_of<DropId>(1).bytes, Blocking::kYes).has_value());
  CHECK(code_of(world.drops.seal(world.owner(2))) == Code::kPayloadBlocked);
  CHECK(world.state(2) == State::kOpen);
  // Others that were open then are sealed as ever.
  world.seal_drop(3, 1);
}

TEST_CASE("an upload that is taken down takes no more parts and is not sealed") {
  MemoryStore store;
  World world(store);
  REQUIRE(world.drops.create(world.wanted_drop(1)).has_value());
  REQUIRE(world.drops.put_part(world.owner(1), 0, World::part_bytes(1, 0)).has_value());
  REQUIRE(take_down(world.rules, id_of<DropId>(1).bytes, Blocking::kYes)->blocked_parts == 1);
  CHECK(code_of(world.drops.put_part(world.owner(1), 1, World::part_bytes(1, 1))) ==
        Code::kDropGone);
  CHECK(code_of(world.drops.seal(world.owner(1))) == Code::kDropGone);
  CHECK(Resent(world, 2, 1).codes == std::vector<Code>{Code::kPayloadBlocked, Code::kNotFound});
}

TEST_CASE("the list forgets when its time has come, and later where it was renewed") {
  MemoryStore store;
  RuleLimits limits;
  limits.blocked_seconds = 10 * 86'400;
  World world(store, limits);
  world.seal_drop(1, 1);
  world.seal_drop(2, 1);
  REQUIRE(take_down(world.rules, id_of<DropId>(1).bytes, Blocking::kYes).has_value());
  world.pass_time(limits.blocked_seconds - 1);
  CHECK(Resent(world, 3, 1).codes == kRefused);
  world.pass_time(1);
  CHECK(Resent(world, 4, 1).codes == kTaken);
  // Nothing of it is left but the list's own record.
  CHECK(store.scan(keyspace::only(keyspace::blocklist()), 1)->size() == 1);
  Ledger ledger(world.rules, {});
  CHECK(ledger.load<BlocklistRecord>(keyspace::blocklist())->value().hashes == 0);
}

TEST_CASE("the same part twice in a drop is one hash, and its renewal keeps it") {
  MemoryStore store;
  RuleLimits limits;
  limits.blocked_seconds = 100'000;
  World world(store, limits);
  CHECK(Resent(world, 1, 1).codes == kTaken);
  CHECK(Resent(world, 2, 1).codes == kTaken);
  REQUIRE(take_down(world.rules, id_of<DropId>(1).bytes, Blocking::kYes).has_value());
  world.clock.advance(60'000);
  REQUIRE(take_down(world.rules, id_of<DropId>(2).bytes, Blocking::kYes).has_value());
  Ledger ledger(world.rules, {});
  CHECK(ledger.load<BlocklistRecord>(keyspace::blocklist())->value().hashes == 2);
  world.pass_time(60'000);
  CHECK(Resent(world, 3, 1).codes == kRefused);
  world.pass_time(60'000);
  CHECK(Resent(world, 4, 1).codes == kTaken);
}
