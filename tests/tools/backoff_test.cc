// Pauses grow, stay within patience, and heed the server.
#include "tools/mayfly/backoff.h"

#include <doctest/doctest.h>

namespace mayfly {
namespace {

TEST_CASE("pauses double from a quarter of a second to half a minute") {
  Backoff backoff(Milliseconds(3'600'000));
  for (int64_t full = 250; full < 30'000; full *= 2) {
    const auto pause = backoff.next(std::nullopt, 0);
    REQUIRE(pause);
    CHECK(pause->count() == full / 2);
  }
  CHECK(backoff.next(std::nullopt, 0) == Milliseconds(15'000));
  CHECK(backoff.next(std::nullopt, 0) == Milliseconds(15'000));
}

TEST_CASE("the random number spreads a pause over its upper half") {
  for (uint32_t random : {0U, 1U, 124U, 125U, 126U, 0xffffffffU}) {
    Backoff backoff(Milliseconds(1'000));
    const auto pause = backoff.next(std::nullopt, random);
    REQUIRE(pause);
    CHECK(*pause >= Milliseconds(125));
    CHECK(*pause <= Milliseconds(250));
  }
}

TEST_CASE("what was waited is taken from the patience") {
  Backoff backoff(Milliseconds(1'000));
  Milliseconds waited{0};
  while (const auto pause = backoff.next(std::nullopt, 7)) waited += *pause;
  CHECK(waited <= Milliseconds(1'000));
  CHECK(waited >= Milliseconds(400));
}

TEST_CASE("no patience, no second try") {
  Backoff backoff(Milliseconds(0));
  CHECK(!backoff.next(std::nullopt, 0));
}

TEST_CASE("the server's wish lengthens a pause, and ends it all when it is too long") {
  Backoff backoff(Milliseconds(10'000));
  CHECK(backoff.next(Milliseconds(4'000), 0) == Milliseconds(4'000));
  CHECK(!backoff.next(Milliseconds(7'000), 0));
  CHECK(backoff.next(Milliseconds(6'000), 0) == Milliseconds(6'000));
  CHECK(!backoff.next(std::nullopt, 0));
}

}  // namespace
}  // namespace mayfly
