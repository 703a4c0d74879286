// Wrong tokens: who waits, how long, and that memory stays bounded.
#include "server/throttle.h"

#include "tests/support/rules_world.h"

using namespace mayfly;

TEST_CASE("delays grow to their bounds and are forgotten") {
  FakeRandom random;
  Throttle throttle(random);
  const ClientKey guesser = throttle.client_key(as_bytes("192.0.2.1"));
  const ClientKey other = throttle.client_key(as_bytes("192.0.2.2"));
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

TEST_CASE("the table is bounded, and forgets the oldest first") {
  FakeRandom random;
  Throttle throttle(random, 1'000);
  const ClientKey client = throttle.client_key(as_bytes("192.0.2.1"));
  const auto subject = [](uint64_t n) { return id_of<GrantId>(n).bytes; };
  for (uint64_t n = 0; n < 20'000; ++n) {
    throttle.count_failure(subject(n), client, static_cast<UnixTime>(n / 100));
    REQUIRE(throttle.entries() <= 1'001);
  }
  CHECK(throttle.wait_seconds(subject(1), client, 200) == Throttle::kClientDelayMax - 1);
}

TEST_CASE("a client's key is not its address, and another server's is another") {
  FakeRandom random;
  const Throttle one(random);
  const Throttle two(random);
  const auto address = as_bytes("192.0.2.1");
  CHECK(one.client_key(address) == one.client_key(address));
  CHECK_FALSE(one.client_key(address) == two.client_key(address));
}
