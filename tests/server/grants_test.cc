// Links: adding, changing, revoking, and what a stranger learns.
#include "server/memory_store.h"
#include "tests/support/rules_world.h"

using namespace mayfly;

TEST_CASE("a grant is put once, also after the seal, and belongs to one drop") {
  MemoryStore store;
  World world(store, {.grants_per_drop_max = 2});
  world.seal_drop(1, 1);
  world.seal_drop(2, 1);
  NewGrant grant = World::wanted_grant(3, 4);
  grant.password = {3, 64 << 20};
  CHECK(world.grants.put(world.owner(1), grant) == false);
  CHECK(world.grants.put(world.owner(1), grant) == true);
  CHECK(code_of(world.grants.put(world.owner(2), grant)) == Code::kGrantExists);
  NewGrant other = grant;
  other.hint.reset();
  CHECK(code_of(world.grants.put(world.owner(1), other)) == Code::kGrantExists);
  CHECK(code_of(world.grants.put(world.owner(1), World::wanted_grant(4, 1))) == Code::kGrantsFull);
  const auto info = world.grants.info(grant.grant).value();
  CHECK(info.state == State::kLive);
  CHECK(info.views_left == 4u);
  CHECK(info.password == grant.password);
  CHECK(info.hint == grant.hint);
  CHECK(info.tracked);
  CHECK(code_of(world.grants.info(id_of<GrantId>(77))) == Code::kGrantNotFound);
  CHECK(world.claim(3, 1)->header == grant.header);
}

TEST_CASE("fields of a grant out of range are named") {
  MemoryStore store;
  World world(store, {.max_views_max = 10});
  REQUIRE(world.drops.create(world.wanted_drop(1)).has_value());
  const auto field_of = [&](auto&& alter) {
    NewGrant grant = World::wanted_grant(1, 1);
    alter(grant);
    const auto answer = world.grants.put(world.owner(1), grant);
    REQUIRE(code_of(answer) == Code::kBadField);
    return answer.error().field.view();
  };
  CHECK(field_of([](NewGrant& grant) { grant.header.clear(); }) == "header");
  CHECK(field_of([](NewGrant& grant) { grant.header.resize(kHeaderSizeMax + 1); }) == "header");
  CHECK(field_of([](NewGrant& grant) { grant.max_views = 11; }) == "max_views");
  CHECK(field_of([](NewGrant& grant) { grant.note = Bytes(kNoteSizeMax + 1); }) == "note");
  CHECK(field_of([](NewGrant& grant) { grant.hint = Bytes(); }) == "hint");
  CHECK(field_of([](NewGrant& grant) { grant.password = {1, 64 << 20}; }) == "password");
  CHECK(field_of([](NewGrant& grant) { grant.password = {3, 1024}; }) == "password");
}

TEST_CASE("the limit of a link can change; taking it away ends what is used up") {
  MemoryStore store;
  World world(store);
  world.seal_drop(1, 2);
  const auto claim = world.claim(1, 1);
  REQUIRE(claim.has_value());
  REQUIRE(world.done(claim->view, 1).has_value());
  const auto raised = world.grants.change(world.owner(1), id_of<GrantId>(1), 3);
  REQUIRE(raised.has_value());
  CHECK(raised->views == 1);
  CHECK(raised->max_views == 3);
  CHECK(world.grants.change(world.owner(1), id_of<GrantId>(1), 0).has_value());
  CHECK(world.grants.info(id_of<GrantId>(1))->views_left == std::nullopt);
  CHECK(world.grants.change(world.owner(1), id_of<GrantId>(1), 1).has_value());
  CHECK(world.state(1) == State::kViewed);
  world.reap();
  CHECK_FALSE(world.holds_parts(1));
  CHECK(code_of(world.grants.change(world.owner(1), id_of<GrantId>(1), 9)) == Code::kDropGone);
}

TEST_CASE("a revoked link gives nothing more, also to who is fetching") {
  MemoryStore store;
  World world(store);
  world.seal_drop(1, 2);
  REQUIRE(world.grants.put(world.owner(1), World::wanted_grant(2, 1)).has_value());
  const auto claim = world.claim(1, 1);
  REQUIRE(claim.has_value());
  REQUIRE(world.grants.revoke(world.owner(1), id_of<GrantId>(1)).has_value());
  CHECK(world.grants.revoke(world.owner(1), id_of<GrantId>(1)).has_value());
  CHECK(code_of(world.read_part(claim->view, 1, 0)) == Code::kDropGone);
  CHECK(code_of(world.claim(1, 1)) == Code::kDropGone);
  CHECK(world.grants.info(id_of<GrantId>(1))->state == State::kRemoved);
  CHECK(code_of(world.grants.change(world.owner(1), id_of<GrantId>(1), 9)) == Code::kDropGone);
  CHECK(code_of(world.grants.put(world.owner(1), World::wanted_grant(1, 2))) == Code::kDropGone);
  CHECK(world.claim(2, 2).has_value());
  CHECK(code_of(world.grants.revoke(world.owner(1), id_of<GrantId>(9))) == Code::kGrantNotFound);
}

TEST_CASE("a drop whose only link was revoked waits for another") {
  MemoryStore store;
  World world(store);
  world.seal_drop(1, 2);
  REQUIRE(world.grants.revoke(world.owner(1), id_of<GrantId>(1)).has_value());
  world.reap();
  CHECK(world.state(1) == State::kLive);
  REQUIRE(world.grants.put(world.owner(1), World::wanted_grant(2, 1)).has_value());
  const auto claim = world.claim(2, 2);
  REQUIRE(claim.has_value());
  CHECK(world.read_part(claim->view, 2, 1) == World::part_bytes(1, 1));
}
