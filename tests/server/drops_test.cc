// A drop's life as its owner sees it.
#include "server/memory_store.h"
#include "server/quota.h"
#include "tests/support/rules_world.h"

using namespace mayfly;

TEST_CASE("creating twice is creating once; anything else on the id is refused") {
  MemoryStore store;
  World world(store);
  const NewDrop wanted = world.wanted_drop(1);
  const auto first = world.drops.create(wanted);
  REQUIRE(first.has_value());
  CHECK_FALSE(first->existed);
  CHECK(first->parts == 2);
  CHECK(first->expires_at == world.clock.now() + 86'400);
  world.clock.advance(5);
  const auto again = world.drops.create(wanted);
  REQUIRE(again.has_value());
  CHECK(again->existed);
  CHECK(again->expires_at == first->expires_at);
  const auto refused = [&](auto&& alter) {
    NewDrop other = wanted;
    alter(other);
    return code_of(world.drops.create(other)) == Code::kDropExists;
  };
  CHECK(refused([](NewDrop& drop) { drop.size += 1; }));
  CHECK(refused([](NewDrop& drop) { drop.part_size *= 2; }));
  CHECK(refused([](NewDrop& drop) { drop.expiry.seconds += 1; }));
  CHECK(refused([](NewDrop& drop) { drop.track = false; }));
  CHECK(refused([](NewDrop& drop) { drop.owner_verifier.bytes[0] ^= 1; }));
  REQUIRE(world.drops.burn(world.owner(1)).has_value());
  CHECK(code_of(world.drops.create(wanted)) == Code::kDropGone);
}

TEST_CASE("fields out of range are named") {
  MemoryStore store;
  World world(store);
  const auto field_of = [&](auto&& alter) {
    NewDrop drop = world.wanted_drop(1);
    alter(drop);
    const auto answer = world.drops.create(drop);
    REQUIRE(code_of(answer) == Code::kBadField);
    return answer.error().field.view();
  };
  const UnixTime now = world.clock.now();
  const int64_t most = world.rules.limits.expires_in_max_seconds;
  CHECK(field_of([](NewDrop& drop) { drop.part_size = 5; }) == "part_size");
  CHECK(field_of([](NewDrop& drop) { drop.expiry.seconds = 0; }) == "expires_in");
  CHECK(field_of([&](NewDrop& drop) { drop.expiry.seconds = most + 1; }) == "expires_in");
  CHECK(field_of([](NewDrop& drop) { drop.expiry.seconds = INT64_MIN; }) == "expires_in");
  CHECK(field_of([&](NewDrop& drop) { drop.expiry = {Expiry::Kind::kAt, now}; }) == "expires_at");
  CHECK(field_of([&](NewDrop& drop) {
          drop.expiry = {Expiry::Kind::kAt, now + most + 1};
        }) == "expires_at");
  CHECK(field_of([](NewDrop& drop) { drop.owner_key = {}; }) == "owner_key");
  NewDrop large = world.wanted_drop(1);
  large.size = world.rules.limits.drop_bytes_max + 1;
  const auto answer = world.drops.create(large);
  CHECK(code_of(answer) == Code::kDropTooLarge);
  CHECK(answer.error().number == world.rules.limits.drop_bytes_max);
}

TEST_CASE("quotas hold, and come back when the bytes are gone") {
  MemoryStore store;
  const uint64_t sealed = PartPlan::make(World::kDropSize, kPartSizeMin)->sealed_total();
  const uint64_t room = 2 * (sealed + kDropOverhead) + kGrantOverhead;
  World world(store, {.reserved_bytes_max = room, .open_drops_max = 2});
  REQUIRE(world.drops.create(world.wanted_drop(1)).has_value());
  world.seal_drop(2, 1);
  CHECK(code_of(world.drops.create(world.wanted_drop(3))) == Code::kStorageFull);
  REQUIRE(world.drops.burn(world.owner(2)).has_value());
  CHECK(code_of(world.drops.create(world.wanted_drop(3))) == Code::kStorageFull);
  world.reap();
  REQUIRE(world.drops.create(world.wanted_drop(3)).has_value());
  CHECK(code_of(world.drops.create(world.wanted_drop(4))) == Code::kTooManyDrops);
  REQUIRE(world.drops.burn(world.owner(3)).has_value());
  world.reap();
  CHECK(world.drops.create(world.wanted_drop(4)).has_value());
}

TEST_CASE("parts have their sizes, may be replaced, and are there before the seal") {
  MemoryStore store;
  World world(store);
  REQUIRE(world.drops.create(world.wanted_drop(1)).has_value());
  const OwnerAccess owner = world.owner(1);
  const Bytes last = World::part_bytes(1, 1);
  const auto wrong = world.drops.put_part(owner, 1, ByteView(last).first(last.size() - 1));
  CHECK(code_of(wrong) == Code::kPartSizeWrong);
  CHECK(wrong.error().number == last.size());
  CHECK(code_of(world.drops.put_part(owner, 2, last)) == Code::kPartNotFound);
  CHECK(world.drops.describe(owner)->missing == std::vector<uint32_t>{0, 1});
  REQUIRE(world.drops.put_part(owner, 1, marked_bytes(last.size(), 99)).has_value());
  REQUIRE(world.drops.put_part(owner, 1, last).has_value());
  const auto early = world.drops.seal(owner);
  CHECK(code_of(early) == Code::kPartsMissing);
  CHECK(early.error().missing == std::vector<uint32_t>{0});
  REQUIRE(world.drops.put_part(owner, 0, World::part_bytes(1, 0)).has_value());
  CHECK(code_of(world.drops.seal(owner)) == Code::kGrantMissing);
  CHECK(code_of(world.drops.extend(owner, {Expiry::Kind::kIn, 5})) == Code::kDropOpen);
  REQUIRE(world.grants.put(owner, World::wanted_grant(1, 1)).has_value());
  CHECK(code_of(world.claim(1, 1)) == Code::kDropOpen);
  REQUIRE(world.drops.seal(owner).has_value());
  CHECK(world.drops.seal(owner).has_value());
  CHECK(code_of(world.drops.put_part(owner, 1, last)) == Code::kDropSealed);
  CHECK(store.get(Table::kParts, keyspace::part(owner.drop, 1).bytes).value() == last);
}

TEST_CASE("only the owner's token opens an owner's route, and guessing slows down") {
  MemoryStore store;
  World world(store);
  world.seal_drop(1, 1);
  const OwnerToken stranger = token_of<OwnerToken>(8);
  const OwnerAccess wrong{id_of<DropId>(1), stranger, id_of<ClientKey>(2)};
  const Bytes part = World::part_bytes(1, 0);
  CHECK(code_of(world.drops.put_part(wrong, 0, part)) == Code::kTokenWrong);
  CHECK(code_of(world.drops.seal(wrong)) == Code::kTokenWrong);
  CHECK(code_of(world.drops.describe(wrong)) == Code::kTokenWrong);
  CHECK(code_of(world.drops.extend(wrong, {Expiry::Kind::kIn, 5})) == Code::kTokenWrong);
  CHECK(code_of(world.drops.burn(wrong)) == Code::kTokenWrong);
  CHECK(code_of(world.grants.put(wrong, World::wanted_grant(5, 1))) == Code::kTokenWrong);
  CHECK(code_of(world.grants.change(wrong, id_of<GrantId>(1), 5)) == Code::kTokenWrong);
  CHECK(code_of(world.grants.revoke(wrong, id_of<GrantId>(1))) == Code::kTokenWrong);
  Code last = Code::kTokenWrong;
  for (uint32_t i = 0; i < Throttle::kFreeFailures && last == Code::kTokenWrong; ++i) {
    last = code_of(world.drops.burn(wrong));
  }
  CHECK(last == Code::kTooManyAttempts);
  CHECK(world.state(1) == State::kLive);  // nobody's guesses keep the owner out
  CHECK(code_of(world.drops.burn({id_of<DropId>(9), stranger, {}})) == Code::kDropNotFound);
}

TEST_CASE("the expiry moves both ways within the limit") {
  MemoryStore store;
  World world(store);
  world.seal_drop(1, 1);
  const int64_t most = world.rules.limits.expires_in_max_seconds;
  CHECK(code_of(world.drops.extend(world.owner(1), {Expiry::Kind::kIn, most + 1})) ==
        Code::kBadField);
  CHECK(world.drops.extend(world.owner(1), {Expiry::Kind::kIn, most}) == world.clock.now() + most);
  world.pass_time(86'400);
  CHECK(world.state(1) == State::kLive);
  CHECK(world.drops.extend(world.owner(1), {Expiry::Kind::kIn, 10}) == world.clock.now() + 10);
  world.pass_time(10);
  CHECK(world.state(1) == State::kExpired);
  CHECK(code_of(world.drops.extend(world.owner(1), {Expiry::Kind::kIn, 10})) == Code::kDropGone);
}
