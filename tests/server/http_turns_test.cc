// Large bodies end one after another, and none waits for ever.
#include "server/http_turns.h"

#include <doctest/doctest.h>

namespace mayfly {
namespace {

std::vector<uint64_t> order(std::vector<ReadyBody> bodies) {
  order_by_turn(bodies);
  std::vector<uint64_t> names;
  names.reserve(bodies.size());
  for (const ReadyBody& body : bodies) names.push_back(body.name);
  return names;
}

TEST_CASE("the body that is nearest to its end is read first") {
  CHECK(order({{1, 9000, 0}, {2, 300, 5}, {3, 8000, 900}}) == std::vector<uint64_t>{2, 3, 1});
}

TEST_CASE("of those that have as much to come, always the same") {
  CHECK(order({{3, 500, 10}, {1, 500, 0}, {2, 500, 999}}) == std::vector<uint64_t>{1, 2, 3});
}

TEST_CASE("who has waited for a second goes first, the longest before the others") {
  CHECK(order({{1, 10, 0}, {2, 9000, 1000}, {3, 9000, 1500}}) == std::vector<uint64_t>{3, 2, 1});
}

}  // namespace
}  // namespace mayfly
