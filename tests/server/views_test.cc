// Views: exactly as many as allowed, and what a lease is good for.
#include "server/memory_store.h"
#include "tests/support/rules_world.h"

using namespace mayfly;

TEST_CASE("a limit of N gives N views, and the same lease again costs nothing") {
  MemoryStore store;
  World world(store);
  world.seal_drop(1, 3);
  const auto first = world.claim(1, 1);
  REQUIRE(first.has_value());
  CHECK(first->views_left == 2u);
  CHECK(first->lease_until == world.clock.now() + 900);
  const auto again = world.claim(1, 1);
  REQUIRE(again.has_value());
  CHECK(again->view == first->view);
  CHECK(again->views_left == 2u);
  CHECK(world.claim(1, 2).has_value());
  CHECK(world.claim(1, 3)->views_left == 0u);
  const auto refused = world.claim(1, 4);
  CHECK(code_of(refused) == Code::kDropGone);
  CHECK(refused.error().reason == State::kViewed);
  CHECK(world.grants.info(id_of<GrantId>(1))->state == State::kLive);
  CHECK(world.claim(1, 1).has_value());
}

TEST_CASE("the last lease's end erases; until then its holder fetches") {
  MemoryStore store;
  World world(store);
  world.seal_drop(1, 1);
  const auto claim = world.claim(1, 1);
  REQUIRE(claim.has_value());
  CHECK(world.read_part(claim->view, 1, 0) == World::part_bytes(1, 0));
  CHECK(code_of(world.read_part(claim->view, 2, 1)) == Code::kTokenWrong);
  CHECK(code_of(world.read_part(claim->view, 1, 2)) == Code::kPartNotFound);
  CHECK(code_of(world.read_part(id_of<ViewId>(1), 1, 0)) == Code::kViewNotFound);
  CHECK(code_of(world.done(claim->view, 2)) == Code::kTokenWrong);
  REQUIRE(world.done(claim->view, 1).has_value());
  CHECK(world.done(claim->view, 1).has_value());
  world.reap();
  CHECK(code_of(world.read_part(claim->view, 1, 0)) == Code::kLeaseEnded);
  CHECK(world.state(1) == State::kViewed);
  CHECK_FALSE(world.holds_parts(1));
  CHECK_FALSE(world.holds_contents(1));
  CHECK(world.claim(1, 1).error().reason == State::kViewed);
}

TEST_CASE("a lease that lapses unsent gives its view back; one part keeps it") {
  MemoryStore store;
  World world(store);
  world.seal_drop(1, 1);
  const auto unsent = world.claim(1, 1);
  REQUIRE(unsent.has_value());
  world.clock.advance(900);
  CHECK(code_of(world.read_part(unsent->view, 1, 0)) == Code::kLeaseEnded);
  world.reap();
  CHECK(world.drops.describe(world.owner(1))->grants.front().views == 0);
  const auto sent = world.claim(1, 2);
  REQUIRE(sent.has_value());
  REQUIRE(world.read_part(sent->view, 2, 0).has_value());
  world.pass_time(899);
  CHECK(world.state(1) == State::kLive);
  world.pass_time(1);
  CHECK(world.state(1) == State::kViewed);
  CHECK_FALSE(world.holds_parts(1));
}

TEST_CASE("each part renews the lease, one hour in all, three payloads at most") {
  MemoryStore store;
  World world(store);
  world.seal_drop(1, 1);
  const auto claim = world.claim(1, 1);
  REQUIRE(claim.has_value());
  for (int i = 0; i < 4; ++i) {
    world.pass_time(800);
    CHECK(world.read_part(claim->view, 1, 1).has_value());
  }
  world.pass_time(399);
  CHECK(world.read_part(claim->view, 1, 1).has_value());
  world.pass_time(1);
  CHECK(code_of(world.read_part(claim->view, 1, 1)) == Code::kLeaseEnded);

  world.seal_drop(2, 0);
  const auto greedy = world.claim(2, 2);
  REQUIRE(greedy.has_value());
  for (int i = 0; i < 3; ++i) {
    CHECK(world.read_part(greedy->view, 2, 0).has_value());
    CHECK(world.read_part(greedy->view, 2, 1).has_value());
  }
  CHECK(code_of(world.read_part(greedy->view, 2, 1)) == Code::kLeaseEnded);
}

TEST_CASE("a lease survives the expiry, not the burn") {
  MemoryStore store;
  World world(store);
  world.seal_drop(1, 5);
  world.seal_drop(2, 5);
  world.pass_time(86'400 - 10);
  const auto kept = world.claim(1, 1);
  const auto burned = world.claim(2, 2);
  REQUIRE((kept.has_value() && burned.has_value()));
  REQUIRE(world.drops.burn(world.owner(2)).has_value());
  const auto gone = world.read_part(burned->view, 2, 0);
  CHECK(code_of(gone) == Code::kDropGone);
  CHECK(gone.error().reason == State::kBurned);
  CHECK(world.done(burned->view, 2).has_value());
  world.pass_time(10);
  CHECK(world.claim(1, 3).error().reason == State::kExpired);
  CHECK(world.grants.info(id_of<GrantId>(1))->state == State::kExpired);
  CHECK(world.claim(1, 1)->view == kept->view);
  CHECK(world.read_part(kept->view, 1, 0).has_value());
  CHECK(world.holds_parts(1));
  REQUIRE(world.done(kept->view, 1).has_value());
  world.reap();
  CHECK(world.state(1) == State::kExpired);
  CHECK_FALSE(world.holds_parts(1));
}

TEST_CASE("wrong access tokens take nothing and slow down") {
  MemoryStore store;
  World world(store);
  world.seal_drop(1, 1);
  NewGrant locked = World::wanted_grant(2, 1);
  locked.password = PasswordCost{kArgonOpsMin, kArgonMemMin};
  REQUIRE(world.grants.put(world.owner(1), locked).has_value());
  const AccessToken wrong = token_of<AccessToken>(99);
  const ClaimRequest request{id_of<GrantId>(2), wrong, Verifier{}, id_of<ClientKey>(5)};
  for (uint32_t i = 0; i < Throttle::kFreeFailures; ++i) {
    CHECK(code_of(world.views.claim(request)) == Code::kTokenWrong);
  }
  const auto slowed = world.views.claim(request);
  CHECK(code_of(slowed) == Code::kTooManyAttempts);
  CHECK(slowed.error().retry_after_seconds > 0);
  CHECK(code_of(world.claim(2, 1)) == Code::kTooManyAttempts);
  world.clock.advance(slowed.error().retry_after_seconds);
  CHECK(world.claim(2, 1)->views_left == 0u);
}

TEST_CASE("wrong tokens lock nobody out whose token cannot be guessed") {
  MemoryStore store;
  World world(store);
  world.seal_drop(1, 2);
  const auto taken = world.claim(1, 1);
  REQUIRE(taken.has_value());
  const AccessToken wrong_access = token_of<AccessToken>(99);
  const LeaseToken wrong_lease = token_of<LeaseToken>(99);
  for (uint32_t i = 0; i <= Throttle::kFreeFailures; ++i) {
    (void)world.views.claim({id_of<GrantId>(1), wrong_access, Verifier{}, world.client});
    (void)world.views.done({taken->view, wrong_lease, world.client});
  }
  CHECK(code_of(world.views.claim({id_of<GrantId>(1), wrong_access, Verifier{}, world.client})) ==
        Code::kTooManyAttempts);
  CHECK(world.claim(1, 2).has_value());
  CHECK(world.read_part(taken->view, 1, 0).has_value());
  CHECK(world.done(taken->view, 1).has_value());
}

TEST_CASE("two links of one drop: it lasts while either gives views") {
  MemoryStore store;
  World world(store);
  world.seal_drop(1, 1);
  REQUIRE(world.grants.put(world.owner(1), World::wanted_grant(2, 1)).has_value());
  const auto one = world.claim(1, 1);
  REQUIRE(one.has_value());
  REQUIRE(world.done(one->view, 1).has_value());
  CHECK(world.grants.info(id_of<GrantId>(1))->state == State::kViewed);
  CHECK(world.state(1) == State::kLive);
  const auto two = world.claim(2, 2);
  REQUIRE(two.has_value());
  CHECK(world.read_part(two->view, 2, 0).has_value());
  REQUIRE(world.done(two->view, 2).has_value());
  CHECK(world.state(1) == State::kViewed);
}
