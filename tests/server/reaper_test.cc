// What ends by itself, and what is left of it when.
#include "server/memory_store.h"
#include "tests/support/rules_world.h"

#include <thread>

using namespace mayfly;

TEST_CASE("an upload that never finishes is taken away") {
  MemoryStore store;
  World world(store, {.open_idle_seconds = RuleLimits().open_seconds});
  NewDrop wanted = world.wanted_drop(1);
  wanted.expiry.seconds = 10 * 86'400;
  REQUIRE(world.drops.create(wanted).has_value());
  REQUIRE(world.drops.put_part(world.owner(1), 0, World::part_bytes(1, 0)).has_value());
  world.pass_time(86'399);
  CHECK(world.holds_parts(1));
  world.pass_time(1);
  CHECK(world.state(1) == State::kExpired);
  CHECK_FALSE(world.holds_parts(1));
}

TEST_CASE("a tombstone stays until the expiry, and seven days at least") {
  MemoryStore store;
  World world(store);
  for (const uint64_t drop : {1, 2}) {
    world.seal_drop(drop, 1);
    if (drop == 2) REQUIRE(world.drops.extend(world.owner(2), {Expiry::Kind::kIn, 20 * 86'400}));
    REQUIRE(world.drops.burn(world.owner(drop)).has_value());
  }
  world.pass_time(7 * 86'400 - 1);
  CHECK(world.state(1) == State::kBurned);
  CHECK(world.grants.info(id_of<GrantId>(1))->state == State::kBurned);
  world.pass_time(1);
  CHECK(code_of(world.drops.describe(world.owner(1))) == Code::kDropNotFound);
  CHECK(code_of(world.grants.info(id_of<GrantId>(1))) == Code::kGrantNotFound);
  CHECK(world.state(2) == State::kBurned);
  world.pass_time(13 * 86'400);
  CHECK(code_of(world.drops.describe(world.owner(2))) == Code::kDropNotFound);
}

TEST_CASE("parts without a drop are found at the start") {
  MemoryStore store;
  World world(store);
  world.seal_drop(1, 1);
  DropId last;
  last.bytes.fill(0xff);
  for (const DropId& drop : {id_of<DropId>(50), last}) {
    const Key key = keyspace::part(drop, 3);
    REQUIRE(store.stage(key.table, key.bytes, Bytes(9)).value()->place().has_value());
  }
  REQUIRE(world.reaper.repair().has_value());
  world.reap();
  CHECK_FALSE(world.holds_parts(50));
  CHECK(store.scan(keyspace::parts(last), 1)->empty());
  CHECK(world.holds_parts(1));
}

TEST_CASE("more that is due than one pass takes") {
  MemoryStore store;
  World world(store, {.open_drops_max = 2'000});
  for (uint64_t drop = 0; drop < 1'300; ++drop) {
    REQUIRE(world.drops.create(world.wanted_drop(drop)).has_value());
  }
  world.pass_time(86'400);
  for (const uint64_t drop : {0, 700, 1'299}) CHECK(world.state(drop) == State::kExpired);
  CHECK(store.scan(keyspace::waiting_erasures(), 1)->empty());
}

TEST_CASE("a broken record does not keep the others alive") {
  MemoryStore store;
  World world(store);
  world.seal_drop(1, 1);
  world.seal_drop(2, 1);
  const Key broken = keyspace::drop(id_of<DropId>(1));
  REQUIRE(store.write({{}, {{broken.table, broken.bytes, Bytes{9, 9}}}}));
  world.clock.advance(86'400);
  CHECK_FALSE(world.reaper.pass().has_value());
  CHECK(world.state(2) == State::kExpired);
  CHECK_FALSE(world.holds_parts(2));
}

TEST_CASE("a burn wakes the reaper's thread") {
  MemoryStore store;
  World world(store);
  world.seal_drop(1, 1);
  std::thread thread([&] { world.reaper.run([](const Error&) {}); });
  REQUIRE(world.drops.burn(world.owner(1)).has_value());
  for (int i = 0; i < 500 && world.holds_parts(1); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  CHECK_FALSE(world.holds_parts(1));
  world.reaper.stop();
  thread.join();
}
