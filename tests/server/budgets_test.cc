// Budgets of clients: what is counted, what is given back, and what a flood does not change.
#include "server/budgets.h"
#include "server/quota.h"

#include "server/memory_store.h"
#include "tests/support/rules_world.h"

using namespace mayfly;

namespace {

const ClientKey kOne = id_of<ClientKey>(1);
const ClientKey kTwo = id_of<ClientKey>(2);
constexpr UnixTime kNow = 1'790'000'000;

DropId drop(uint64_t number) { return id_of<DropId>(number); }

int64_t retry_after(const Answer<void>& answer) {
  REQUIRE_FALSE(answer.has_value());
  return answer.error().retry_after_seconds;
}

}  // namespace

TEST_CASE("creates come back evenly, and one client's are not another's") {
  Budgets budgets({.creates_per_hour = 4});
  for (uint64_t n = 0; n < 4; ++n) CHECK(budgets.take(kOne, drop(n), 1, kNow).has_value());
  const auto refused = budgets.take(kOne, drop(4), 1, kNow);
  CHECK(code_of(refused) == Code::kTooManyDrops);
  CHECK(retry_after(refused) == 900);
  CHECK(retry_after(budgets.take(kOne, drop(4), 1, kNow + 100)) == 800);
  CHECK(budgets.take(kTwo, drop(4), 1, kNow).has_value());
  CHECK(budgets.take(kOne, drop(4), 1, kNow + 900).has_value());
  CHECK_FALSE(budgets.take(kOne, drop(5), 1, kNow + 901).has_value());
  for (uint64_t n = 0; n < 4; ++n) CHECK(budgets.take(kOne, drop(n), 1, kNow + 9000).has_value());
  CHECK_FALSE(budgets.take(kOne, drop(4), 1, kNow + 9000).has_value());
}

TEST_CASE("bytes come back evenly; more than a day's is made when a whole day's is there") {
  Budgets budgets({.bytes_per_day = 1000});
  CHECK(budgets.take(kOne, drop(1), 600, kNow).has_value());
  const auto refused = budgets.take(kOne, drop(2), 500, kNow);
  CHECK(code_of(refused) == Code::kTooManyBytes);
  CHECK(retry_after(refused) == 8'640);
  CHECK(budgets.take(kOne, drop(2), 400, kNow).has_value());
  CHECK(budgets.take(kTwo, drop(3), 5000, kNow).has_value());
  CHECK(retry_after(budgets.take(kTwo, drop(4), 5000, kNow + 1)) == 86'399);
  CHECK(budgets.take(kTwo, drop(4), 5000, kNow + 86'400).has_value());
}

TEST_CASE("a drop's parts can be sent twice for nothing, and more often for the day's bytes") {
  MemoryStore store;
  RuleLimits limits;
  const auto plan = PartPlan::make(World::kDropSize, kPartSizeMin);
  const uint64_t whole = plan->sealed_total();
  limits.per_client.bytes_per_day = 2 * whole;
  World world(store, limits);
  REQUIRE(world.drops.create(world.wanted_drop(1)).has_value());
  const auto put = [&](uint32_t n) {
    return code_of(world.drops.put_part(world.owner(1), n, World::part_bytes(1, n)));
  };
  for (int times = 0; times < 3; ++times) {
    for (uint32_t n = 0; n < 2; ++n) CHECK(put(n) == Code::kNotFound);
  }
  CHECK(put(0) == Code::kTooManyBytes);
  // What it had before stays, and can be sealed.
  REQUIRE(world.grants.put(world.owner(1), World::wanted_grant(1, 1)).has_value());
  CHECK(world.drops.seal(world.owner(1)).has_value());
}

TEST_CASE("a clock that is set back makes nobody wait longer than for the whole") {
  Budgets budgets({.creates_per_hour = 1});
  CHECK(budgets.take(kOne, drop(1), 1, kNow).has_value());
  CHECK(retry_after(budgets.take(kOne, drop(2), 1, kNow - 1'000'000)) == 3'600);
}

TEST_CASE("what is given back can be spent again, but for the attempt") {
  Budgets budgets({.creates_per_hour = 3, .bytes_per_day = 1000, .open_drops = 1});
  {
    BudgetCharge charge(budgets, kOne, drop(1), 1000);
    CHECK(charge.take(kNow).has_value());
    CHECK(charge.take(kNow).has_value());  // the rule ran again: counted once
  }
  {
    BudgetCharge charge(budgets, kOne, drop(2), 1000);
    CHECK(charge.take(kNow).has_value());
    charge.stand();
  }
  CHECK(code_of(budgets.take(kOne, drop(3), 1, kNow)) == Code::kTooManyDrops);  // an open one
  budgets.release_open(drop(2));
  budgets.release_open(drop(2));
  CHECK(retry_after(budgets.take(kOne, drop(3), 1, kNow)) == 1'200);
}

TEST_CASE("a flood of addresses is bounded, and does not clear the name of who has spent") {
  Budgets budgets({.creates_per_hour = 100}, 1'000);
  for (uint64_t n = 0; n < 100; ++n) CHECK(budgets.take(kOne, drop(n), 1, kNow).has_value());
  for (uint64_t n = 0; n < 20'000; ++n) {
    REQUIRE(budgets.take(id_of<ClientKey>(1'000 + n), drop(n), 1, kNow).has_value());
    REQUIRE(budgets.entries() <= 1'001);
  }
  CHECK_FALSE(budgets.take(kOne, drop(1), 1, kNow).has_value());
}

TEST_CASE("creating: the same request is counted once, and an end gives the place back") {
  MemoryStore store;
  World world(store, {.per_client = {.open_drops = 2}});
  REQUIRE(world.drops.create(world.wanted_drop(1)).has_value());
  REQUIRE(world.drops.create(world.wanted_drop(2)).has_value());
  CHECK(world.drops.create(world.wanted_drop(2)).value().existed);
  CHECK(code_of(world.drops.create(world.wanted_drop(3))) == Code::kTooManyDrops);
  NewDrop of_another = world.wanted_drop(3);
  of_another.client = kTwo;
  CHECK(world.drops.create(of_another).has_value());

  SUBCASE("a burn") { REQUIRE(world.drops.burn(world.owner(1)).has_value()); }
  SUBCASE("a seal") {
    for (uint32_t n = 0; n < 2; ++n) {
      REQUIRE(world.drops.put_part(world.owner(1), n, World::part_bytes(1, n)).has_value());
    }
    REQUIRE(world.grants.put(world.owner(1), World::wanted_grant(1, 1)).has_value());
    REQUIRE(world.drops.seal(world.owner(1)).has_value());
  }
  SUBCASE("the time to upload") {
    world.pass_time(RuleLimits().open_idle_seconds);
    CHECK(world.state(1) == State::kExpired);
  }
  CHECK(world.drops.create(world.wanted_drop(4)).has_value());
}

TEST_CASE("creating: what the quota refuses takes no bytes of the client's day") {
  MemoryStore store;
  const uint64_t sealed = World::part_bytes(1, 0).size() + World::part_bytes(1, 1).size();
  World world(store, {.reserved_bytes_max = sealed + kDropOverhead + kGrantOverhead,
                      .per_client = {.bytes_per_day = 2 * sealed}});
  REQUIRE(world.drops.create(world.wanted_drop(1)).has_value());
  for (int i = 0; i < 5; ++i) {
    CHECK(code_of(world.drops.create(world.wanted_drop(2))) == Code::kStorageFull);
  }
  REQUIRE(world.drops.burn(world.owner(1)).has_value());
  world.reap();
  REQUIRE(world.drops.create(world.wanted_drop(2)).has_value());
  CHECK(code_of(world.drops.create(world.wanted_drop(3))) == Code::kTooManyBytes);
}

TEST_CASE("an upload that goes on is kept open, up to its whole time; one that stands still ends") {
  MemoryStore store;
  World world(store, {.open_seconds = 10'000, .open_idle_seconds = 1'000});
  const UnixTime begin = world.clock.now();
  REQUIRE(world.drops.create(world.wanted_drop(1)).value().open_until == begin + 1'000);
  for (int i = 0; i < 19; ++i) {
    world.pass_time(500);
    CAPTURE(i);
    REQUIRE(world.drops.put_part(world.owner(1), 0, World::part_bytes(1, 0)).has_value());
  }
  CHECK(world.drops.create(world.wanted_drop(1)).value().open_until == begin + 10'000);
  world.pass_time(499);
  CHECK(world.state(1) == State::kOpen);
  world.pass_time(1);
  CHECK(world.state(1) == State::kExpired);

  REQUIRE(world.drops.create(world.wanted_drop(2)).has_value());
  world.pass_time(999);
  CHECK(world.state(2) == State::kOpen);
  world.pass_time(1);
  CHECK(world.state(2) == State::kExpired);
}
