// Many threads, one limit: never more views than allowed, on either store.
#include <chrono>
#include <thread>

#include "server/memory_store.h"
#include "server/rocks_store.h"
#include "tests/support/rules_world.h"
#include "tests/support/scratch_folder.h"

using namespace mayfly;

namespace {

constexpr int kThreads = 64;

template <typename Each>
void in_threads(Each&& each) {
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) threads.emplace_back([&each, t] { each(t); });
  for (std::thread& thread : threads) thread.join();
}

void race(Store& store) {
  World world(store);
  world.seal_drop(1, 7);
  std::atomic<int> given = 0;
  std::atomic<int> refused = 0;
  in_threads([&](int t) {
    for (int i = 0; i < 1'000; ++i) {
      const auto claim = world.claim(1, static_cast<uint64_t>(t * 1'000 + i));
      ++(claim ? given : refused);
    }
  });
  CHECK(given == 7);
  CHECK(refused == kThreads * 1'000 - 7);
  CHECK(world.drops.describe(world.owner(1))->grants.front().views == 7);
}

// All that happens to one drop at once, with the reaper at work.
void mix(Store& store) {
  World world(store);
  world.seal_drop(1, 200);
  std::thread reaper([&] { world.reaper.run([](const Error&) { FAIL("a pass failed"); }); });
  std::atomic<int> sent = 0;
  in_threads([&](int t) {
    for (int i = 0; i < 10; ++i) {
      const auto lease = static_cast<uint64_t>(t * 1'000 + i);
      const auto claim = world.claim(1, lease);
      if (!claim) continue;
      if (world.read_part(claim->view, lease, 1)) ++sent;
      if (i % 2 == 0) CHECK(world.done(claim->view, lease).has_value());
      if (i % 5 == 0) world.clock.advance(60);
    }
  });
  CHECK(sent <= 200);
  world.reaper.stop();
  reaper.join();
  world.pass_time(7'200);
  const auto drop = world.drops.describe(world.owner(1));
  REQUIRE(drop.has_value());
  CHECK(drop->grants.front().leases == 0);
  CHECK(drop->grants.front().views >= static_cast<uint32_t>(sent));
  CHECK(drop->grants.front().views <= 200);
}

}  // namespace

TEST_CASE("64 threads race for 7 views, in memory") {
  MemoryStore store;
  race(store);
}

TEST_CASE("64 threads race for 7 views, on disk") {
  const ScratchFolder folder;
  const auto store = RocksStore::open(folder.path());
  REQUIRE(store.has_value());
  race(**store);
}

TEST_CASE("claims, parts, ends and lapses at once, in memory") {
  MemoryStore store;
  mix(store);
}

TEST_CASE("claims, parts, ends and lapses at once, on disk") {
  const ScratchFolder folder;
  const auto store = RocksStore::open(folder.path());
  REQUIRE(store.has_value());
  mix(**store);
}
