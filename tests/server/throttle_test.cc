// Wrong tokens: who waits, how long, and that memory stays bounded.
#include "server/throttle.h"

#include "tests/support/rules_world.h"

using namespace mayfly;

TEST_CASE("delays grow to their bounds and are forgotten") {
  FakeRandom random;
  const ClientKeys keys(random);
  Throttle throttle(random);
  const ClientKey guesser = keys.of(as_bytes("192.0.2.1"));
  const ClientKey other = keys.of(as_bytes("192.0.2.2"));
  const Bytes grant{1, 2, 3};
  const Bytes another{4, 5, 6};
  UnixTime now = 1'000'000;
  for (uint32_t i = 0; i < Throttle::kFreeFailures; ++i) {
    CHECK(throttle.wait_seconds(grant, guesser, now) == 0);
    throttle.count_failure(grant, guesser, now);
  }
  CHECK(throttle.wait_seconds(grant, guesser, now) == 1);
  CHECK(throttle.wait_seconds(grant, other, now) == 1);
  CHECK(throttle.wait_seconds(another, guesser, now) == 1);
  CHECK(throttle.wait_seconds(another, other, now) == 0);
  CHECK(throttle.wait_seconds(grant, guesser, now + 1) == 0);
  CHECK(throttle.wait_seconds(grant, guesser, now - 500) <= 1);
  for (int i = 0; i < 100; ++i) throttle.count_failure(grant, guesser, now);
  CHECK(throttle.wait_seconds(grant, other, now) == Throttle::kSubjectDelayMax);
  CHECK(throttle.wait_seconds(another, guesser, now) == Throttle::kClientDelayMax);
  now += Throttle::kForgetSeconds;
  CHECK(throttle.wait_seconds(grant, guesser, now) == 0);
  throttle.count_failure(grant, guesser, now);
  CHECK(throttle.wait_seconds(grant, guesser, now) == 0);
}

TEST_CASE("the table is bounded, and a flood does not clear the name of who has failed often") {
  FakeRandom random;
  const ClientKeys keys(random);
  Throttle throttle(random, 1'000);
  const ClientKey guesser = keys.of(as_bytes("192.0.2.1"));
  const auto subject = [](uint64_t n) { return id_of<GrantId>(n).bytes; };
  for (int i = 0; i < 40; ++i) throttle.count_failure(subject(0), guesser, 100);
  const int64_t wait = throttle.wait_seconds(subject(1), guesser, 101);
  CHECK(wait > 600);
  for (uint64_t n = 1; n < 20'000; ++n) {
    Bytes address{10, 0, 0, 0};
    store_big_endian(uint32_t(n), std::span(address).first<4>());
    throttle.count_failure(subject(n), keys.of(address), 101);
    REQUIRE(throttle.entries() <= 1'001);
  }
  CHECK(throttle.wait_seconds(subject(1), guesser, 101) == wait);
}

TEST_CASE("a client's key is not its address, and another server's is another") {
  FakeRandom random;
  const ClientKeys one(random);
  const ClientKeys two(random);
  const auto address = as_bytes("192.0.2.1");
  CHECK(one.of(address) == one.of(address));
  CHECK_FALSE(one.of(address) == two.of(address));
}
