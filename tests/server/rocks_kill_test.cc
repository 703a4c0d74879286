// What the store has promised outlives a process that is killed at work.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <map>
#include <set>
#include <sstream>
#include <thread>

#include "server/rocks_store.h"
#include "tests/support/folder_search.h"
#include "tests/support/rules_world.h"
#include "tests/support/scratch_folder.h"

using namespace mayfly;

namespace {

// Lets a loader work on the folder until it has made so many promises and for a while more, kills
// it, and returns what it printed. Counted in promises, since a busy machine makes few in any time.
std::string run_and_kill(const std::string& folder, uint64_t first, ptrdiff_t promises,
                         std::chrono::microseconds more) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const std::string number = std::to_string(first);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    execl(MAYFLY_ROCKS_LOAD, "rocks_load", folder.c_str(), number.c_str(), nullptr);
    _exit(127);
  }
  close(ends[1]);
  std::string printed;
  char buffer[4096];
  bool killed = false;
  for (ssize_t size = 0; (size = read(ends[0], buffer, sizeof buffer)) > 0;) {
    printed.append(buffer, static_cast<size_t>(size));
    if (killed || std::count(printed.begin(), printed.end(), '\n') < promises) continue;
    std::this_thread::sleep_for(more);
    killed = kill(child, SIGKILL) == 0;
  }
  int status = 0;
  waitpid(child, &status, 0);
  close(ends[0]);
  CHECK((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
  return printed;
}

void check_drop(World& world, const std::string& folder, uint64_t drop,
                const std::set<char>& promises) {
  CAPTURE(drop);
  const State state = world.state(drop);
  if (promises.contains('b')) {
    CHECK(state == State::kBurned);
  } else if (!promises.contains('t')) {
    CHECK(state == State::kLive);
  }
  if (state == State::kBurned) {
    CHECK_FALSE(world.holds_parts(drop));
    CHECK_FALSE(world.holds_contents(drop));
    if (drop % 10 == 1) CHECK_FALSE(folder_holds(folder, World::part_bytes(drop, 0)));
    return;
  }
  for (uint32_t n = 0; n < 2; ++n) {
    const Key key = keyspace::part(id_of<DropId>(drop), n);
    CHECK(world.store.get(key.table, key.bytes).value() == World::part_bytes(drop, n));
  }
  const bool again = world.claim(drop, drop + 500'000).has_value();
  if (promises.contains('c')) CHECK_FALSE(again);
}

}  // namespace

TEST_CASE("ten kills lose no seal, give no view twice and undo no burn") {
  const ScratchFolder folder;
  size_t seals = 0;
  for (uint64_t round = 0; round < 10; ++round) {
    const uint64_t first = 1'000 * (round + 1);
    const auto wanted = static_cast<ptrdiff_t>(6 + 3 * round);
    const std::chrono::microseconds more(700 * round);
    std::istringstream printed(run_and_kill(folder.path(), first, wanted, more));
    std::map<uint64_t, std::set<char>> promises;
    char what = 0;
    for (uint64_t drop = 0; printed >> what >> drop;) promises[drop].insert(what);
    const auto store = RocksStore::open(folder.path());
    REQUIRE(store.has_value());
    World world(**store);
    world.random.skip_to(first * 2'000'000);
    REQUIRE(world.reaper.repair().has_value());
    world.reap();
    seals += promises.size();
    for (const auto& [drop, made] : promises) {
      check_drop(world, folder.path(), drop, made);
      REQUIRE(world.drops.burn(world.owner(drop)).has_value());
    }
    world.reap();
    for (const auto& [drop, made] : promises) CHECK_FALSE(world.holds_parts(drop));
  }
  CHECK(seals > 20);
}
