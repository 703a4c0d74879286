// What the owner of a tracked drop can read, and nobody else.
#include <sodium.h>

#include "server/memory_store.h"
#include "tests/support/rules_world.h"

using namespace mayfly;

namespace {

std::vector<std::string> read_events(World& world, uint64_t drop) {
  std::vector<std::string> texts;
  const auto description = world.drops.describe(world.owner(drop));
  for (const Bytes& sealed : description->events) {
    std::string text(sealed.size() - crypto_box_SEALBYTES, '\0');
    REQUIRE(crypto_box_seal_open(reinterpret_cast<uint8_t*>(text.data()), sealed.data(),
                                 sealed.size(), world.owner_key.bytes.data(),
                                 world.owner_secret.data()) == 0);
    texts.push_back(text);
  }
  return texts;
}

}  // namespace

TEST_CASE("claims, ends, lapses and denials are told") {
  MemoryStore store;
  World world(store);
  world.seal_drop(1, 3);
  const std::string grant = R"("grant":")" + id_of<GrantId>(1).to_text() + R"("})";
  const auto text = [&](const char* kind, const std::string& view) {
    return R"({"t":)" + std::to_string(world.clock.now()) + R"(,"kind":")" + kind + R"(",)" + view +
           grant;
  };
  const auto named = [](const ViewId& view) { return R"("view":")" + view.to_text() + R"(",)"; };
  std::vector<std::string> expected;
  const auto one = world.claim(1, 1);
  expected.push_back(text("view", named(one->view)));
  REQUIRE(world.done(one->view, 1).has_value());
  expected.push_back(text("done", named(one->view)));
  const AccessToken wrong = token_of<AccessToken>(99);
  CHECK_FALSE(world.views.claim({id_of<GrantId>(1), wrong, Verifier{}, world.client}));
  expected.push_back(text("denied", ""));
  const auto two = world.claim(1, 2);
  expected.push_back(text("view", named(two->view)));
  world.pass_time(900);
  expected.push_back(text("lapsed", named(two->view)));
  CHECK(read_events(world, 1) == expected);
  REQUIRE(world.drops.burn(world.owner(1)).has_value());
  world.reap();
  CHECK(read_events(world, 1) == expected);
}

TEST_CASE("denials push no other event out") {
  MemoryStore store;
  World world(store, {.events_per_drop_max = 5});
  world.seal_drop(1, 0);
  const auto viewed = world.claim(1, 1);
  REQUIRE(viewed.has_value());
  const AccessToken wrong = token_of<AccessToken>(99);
  const auto be_denied = [&] {
    for (int i = 0; i < 8; ++i) {
      CHECK_FALSE(world.views.claim({id_of<GrantId>(1), wrong, Verifier{}, world.client}));
    }
  };
  be_denied();
  auto events = read_events(world, 1);
  CHECK(events.size() == 5);
  CHECK(events.front().find(viewed->view.to_text()) != std::string::npos);
  const auto later = world.claim(1, 2);  // that is worth the oldest
  be_denied();
  events = read_events(world, 1);
  CHECK(events.size() == 5);
  CHECK(events.back().find(later->view.to_text()) != std::string::npos);
}

TEST_CASE("the oldest events go first, and an untracked drop has none") {
  MemoryStore store;
  World world(store, {.events_per_drop_max = 5});
  world.seal_drop(1, 0);
  for (uint64_t lease = 0; lease < 8; ++lease) REQUIRE(world.claim(1, lease).has_value());
  const auto last = world.claim(1, 8);
  const auto events = read_events(world, 1);
  CHECK(events.size() == 5);
  CHECK(events.back().find(last->view.to_text()) != std::string::npos);

  NewDrop quiet = world.wanted_drop(2);
  quiet.track = false;
  REQUIRE(world.drops.create(quiet).has_value());
  REQUIRE(world.drops.put_part(world.owner(2), 0, World::part_bytes(2, 0)).has_value());
  REQUIRE(world.drops.put_part(world.owner(2), 1, World::part_bytes(2, 1)).has_value());
  REQUIRE(world.grants.put(world.owner(2), World::wanted_grant(2, 1)).has_value());
  REQUIRE(world.drops.seal(world.owner(2)).has_value());
  REQUIRE(world.claim(2, 1).has_value());
  CHECK(read_events(world, 2).empty());
}
