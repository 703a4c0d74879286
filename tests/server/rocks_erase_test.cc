// Erased means: no file of the data folder holds a byte of it, write-ahead log included.
#include <sys/stat.h>

#include <chrono>
#include <thread>

#include "server/rocks_store.h"
#include "tests/support/folder_search.h"
#include "tests/support/rules_world.h"
#include "tests/support/scratch_folder.h"

using namespace mayfly;

namespace {

struct Secrets {
  Bytes part, header, note, hint;
};

Secrets secrets_of(uint64_t drop) {
  const NewGrant grant = World::wanted_grant(drop, 1);
  return {World::part_bytes(drop, 0), grant.header, *grant.note, *grant.hint};
}

int found(const std::string& folder, const Secrets& secrets) {
  return folder_holds(folder, secrets.part) + folder_holds(folder, secrets.header) +
         folder_holds(folder, secrets.note) + folder_holds(folder, secrets.hint);
}

}  // namespace

TEST_CASE("a burned drop, a viewed one, an unfinished one and a replaced part leave no byte") {
  const ScratchFolder folder;
  const auto store = RocksStore::open(folder.path());
  REQUIRE(store.has_value());
  World world(**store);
  for (uint64_t drop = 1; drop <= 6; ++drop) world.seal_drop(drop, 1);
  REQUIRE(found(folder.path(), secrets_of(1)) == 4);
  REQUIRE(found(folder.path(), secrets_of(2)) == 4);

  REQUIRE(world.drops.burn(world.owner(1)).has_value());
  const auto claim = world.claim(2, 2);
  REQUIRE(world.read_part(claim->view, 2, 0).has_value());
  REQUIRE(world.done(claim->view, 2).has_value());
  world.reap();
  CHECK(found(folder.path(), secrets_of(1)) == 0);
  CHECK(found(folder.path(), secrets_of(2)) == 0);
  CHECK(found(folder.path(), secrets_of(3)) == 4);

  // In the log and in memory only, so far.
  REQUIRE(world.drops.create(world.wanted_drop(30)).has_value());
  REQUIRE(world.drops.put_part(world.owner(30), 0, World::part_bytes(30, 0)).has_value());
  REQUIRE(world.grants.put(world.owner(30), World::wanted_grant(30, 1)).has_value());
  CHECK(folder_holds(folder.path(), secrets_of(30).header));
  REQUIRE(world.drops.burn(world.owner(30)).has_value());
  world.reap();
  CHECK(found(folder.path(), secrets_of(30)) == 0);

  REQUIRE(world.drops.create(world.wanted_drop(31)).has_value());
  const Bytes former = marked_bytes(World::part_bytes(31, 0).size(), 5'555);
  REQUIRE(world.drops.put_part(world.owner(31), 0, former).has_value());
  CHECK(folder_holds(folder.path(), former));
  REQUIRE(world.drops.put_part(world.owner(31), 0, World::part_bytes(31, 0)).has_value());
  world.reap();
  CHECK_FALSE(folder_holds(folder.path(), former));
  CHECK(folder_holds(folder.path(), World::part_bytes(31, 0)));
  REQUIRE(world.grants.revoke(world.owner(4), id_of<GrantId>(4)).has_value());
  world.reap();
  CHECK_FALSE(folder_holds(folder.path(), secrets_of(4).header));
  CHECK(folder_holds(folder.path(), secrets_of(4).part));

  world.pass_time(86'400);
  for (uint64_t drop = 1; drop <= 6; ++drop) CHECK(found(folder.path(), secrets_of(drop)) == 0);
  CHECK(found(folder.path(), secrets_of(31)) == 0);
}

TEST_CASE("a sweep through what was due leaves the rest") {
  const ScratchFolder folder;
  const auto store = RocksStore::open(folder.path());
  REQUIRE(store.has_value());
  World world(**store);
  constexpr uint64_t kDrops = 600;  // more than it takes to have the table's front swept
  for (uint64_t drop = 1; drop <= kDrops; ++drop) {
    REQUIRE(world.drops.create(world.wanted_drop(drop)).has_value());
  }
  world.pass_time(86'400);
  for (uint64_t drop = 1; drop <= kDrops; drop += 100) CHECK(world.state(drop) == State::kExpired);
  CHECK((*store)->scan(keyspace::all_due(), kDrops + 1)->size() == kDrops);  // their tombstones'
  CHECK((*store)->scan(keyspace::due_until(world.clock.now()), 1)->empty());
}

TEST_CASE("the folder is its owner's only, and is one process's at a time") {
  const ScratchFolder scratch;
  const std::string folder = scratch.path() + "/data";
  const auto store = RocksStore::open(folder);
  REQUIRE(store.has_value());
  struct stat status {};
  REQUIRE(stat(folder.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0700);
  CHECK_FALSE(RocksStore::open(folder).has_value());
}

TEST_CASE("while others upload, a burn reaches the disk soon") {
  const ScratchFolder folder;
  const auto store = RocksStore::open(folder.path());
  REQUIRE(store.has_value());
  World world(**store);
  std::thread reaper([&] { world.reaper.run([](const Error&) { FAIL("a pass failed"); }); });
  std::atomic<bool> stop = false;
  std::thread sender([&] {
    for (uint64_t drop = 1'000; !stop; ++drop) {
      world.seal_drop(drop, 1);
      if (drop >= 1'020) CHECK(world.drops.burn(world.owner(drop - 20)).has_value());
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  });
  int64_t slowest_ms = 0;
  for (uint64_t drop = 1; drop <= 10; ++drop) {
    world.seal_drop(drop, 1);
    const auto burned_at = std::chrono::steady_clock::now();
    REQUIRE(world.drops.burn(world.owner(drop)).has_value());
    while (!(*store)->scan(keyspace::waiting_erasures(), 1)->empty() &&
           (*store)
               ->get(Table::kRecords,
                     keyspace::waiting_erasure(id_of<DropId>(drop), keyspace::Erasure::kDrop).bytes)
               ->has_value()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    const auto took = std::chrono::steady_clock::now() - burned_at;
    slowest_ms = std::max<int64_t>(
        slowest_ms, std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
    CHECK_FALSE(folder_holds(folder.path(), secrets_of(drop).part));
  }
  stop = true;
  sender.join();
  world.reaper.stop();
  reaper.join();
  MESSAGE("slowest erasure: " << slowest_ms << " ms");
  CHECK(slowest_ms < 10'000);
}
