// A sender and a recipient at work on a data folder until the process is killed; each line on
// standard output is a promise that the store has made: rocks_load FOLDER FIRST-NUMBER
#include <unistd.h>

#include <cstdio>
#include <thread>

#include "server/rocks_store.h"
#include "tests/support/rules_world.h"

namespace {

// The line is in the pipe before anything else happens.
void promise(char what, uint64_t drop) {
  const std::string line = std::string(1, what) + " " + std::to_string(drop) + "\n";
  if (write(STDOUT_FILENO, line.data(), line.size()) < 0) std::abort();
}

}  // namespace

int main(int argc, char** argv) {
  using namespace mayfly;
  if (argc != 3) return 2;
  doctest::Context context;
  context.setAsDefaultForAssertsOutOfTestCases();
  context.setAssertHandler([](const doctest::AssertData& data) {
    if (data.m_failed) std::abort();
  });
  const auto store = RocksStore::open(argv[1]);
  if (!store) return 1;
  World world(**store);
  const uint64_t first = std::strtoull(argv[2], nullptr, 10);
  world.random.skip_to(first * 1'000'000);
  std::thread reaper([&] { world.reaper.run([](const Error&) { std::abort(); }); });
  for (uint64_t drop = first;; ++drop) {
    world.seal_drop(drop, 1);
    promise('s', drop);
    const auto claim = world.claim(drop, drop);
    if (!claim || !world.read_part(claim->view, drop, 0)) std::abort();
    promise('c', drop);
    if (drop % 2 == 0) continue;
    promise('t', drop);  // burning is tried
    if (!world.drops.burn(world.owner(drop))) std::abort();
    promise('b', drop);
  }
}
