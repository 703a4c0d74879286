// What counts against the quota, down to nothing when all is gone.
#include "server/quota.h"

#include "server/memory_store.h"
#include "server/stats.h"
#include "tests/support/rules_world.h"

using namespace mayfly;

namespace {

std::string_view full_of(const auto& answer) {
  REQUIRE(code_of(answer) == Code::kStorageFull);
  return answer.error().field.view();
}

class SmallDisk final : public MemoryStore {
 public:
  Room room() const override { return {free, uint64_t{1} << 40}; }
  uint64_t free = uint64_t{1} << 39;
};

uint64_t reserved(World& world) { return take_levels(world.rules)->reserved_bytes; }

}  // namespace

TEST_CASE("tiny drops and grants count for what they take besides their payload") {
  MemoryStore store;
  World world(store, {.reserved_bytes_max = 100'000});
  NewDrop tiny = world.wanted_drop(1);
  tiny.size = 1;
  const uint64_t sealed = PartPlan::make(1, kPartSizeMin)->sealed_total();
  REQUIRE(world.drops.create(tiny).has_value());
  CHECK(reserved(world) == sealed + kDropOverhead);
  // The same again takes nothing more.
  REQUIRE(world.drops.create(tiny).has_value());
  REQUIRE(world.grants.put(world.owner(1), World::wanted_grant(1, 1)).has_value());
  REQUIRE(world.grants.put(world.owner(1), World::wanted_grant(1, 1)).has_value());
  CHECK(reserved(world) == sealed + kDropOverhead + kGrantOverhead);

  uint64_t grants = 1;
  while (world.grants.put(world.owner(1), World::wanted_grant(grants + 1, 1))) ++grants;
  CHECK(full_of(world.grants.put(world.owner(1), World::wanted_grant(grants + 1, 1))) == "quota");
  CHECK(grants == (100'000 - sealed - kDropOverhead) / kGrantOverhead);
  tiny.drop = id_of<DropId>(2);
  CHECK(full_of(world.drops.create(tiny)) == "quota");

  REQUIRE(world.drops.burn(world.owner(1)).has_value());
  world.reap();
  CHECK(reserved(world) == 0);
  CHECK(world.drops.create(tiny).has_value());
}

TEST_CASE("a refusal tells the quota, the number of drops and the disk apart") {
  SmallDisk store;
  World world(store, {.drops_max = 2});
  store.free = world.rules.limits.disk_free_min;
  CHECK(full_of(world.drops.create(world.wanted_drop(1))) == "disk");
  store.free *= 2;
  REQUIRE(world.drops.create(world.wanted_drop(1)).has_value());
  REQUIRE(world.drops.create(world.wanted_drop(2)).has_value());
  CHECK(full_of(world.drops.create(world.wanted_drop(3))) == "drops");
}

TEST_CASE("how long an erasure took is observed when it is done") {
  MemoryStore store;
  World world(store);
  world.seal_drop(1, 1);
  REQUIRE(world.drops.burn(world.owner(1)).has_value());
  world.clock.advance(4);
  const auto levels = take_levels(world.rules);
  CHECK(levels->waiting_erasures == 1);
  CHECK(levels->oldest_erasure_seconds == 4.0);
  world.reap();
  CHECK(take_levels(world.rules)->waiting_erasures == 0);
  CHECK(world.rules.counts.erase_seconds.sum_seconds() == 4.0);
}
