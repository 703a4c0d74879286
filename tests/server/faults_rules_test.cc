// Each rule of senders, recipients and the reaper against a store that fails at each of its writes
// and reads.
#include "tests/support/broken_rules.h"

using namespace mayfly;

namespace {

Bytes other_bytes() { return marked_bytes(World::part_bytes(1, 0).size(), 4'242); }

void open_drop(World& world) {
  REQUIRE(world.drops.create(world.wanted_drop(1)).has_value());
  REQUIRE(world.grants.put(world.owner(1), World::wanted_grant(1, 2)).has_value());
}
bool put_parts(World& world) {
  for (uint32_t n = 0; n < 2; ++n) {
    if (!world.drops.put_part(world.owner(1), n, World::part_bytes(1, n))) return false;
  }
  return true;
}
void sealed_drop(World& world) { world.seal_drop(1, 2); }
void claimed_drop(World& world) {
  sealed_drop(world);
  REQUIRE(world.claim(1, 1).has_value());
}
ViewId held;  // of the case that needs it; a lease that ended cannot be claimed for its name
GrantDescription only_grant(World& world) {
  return world.drops.describe(world.owner(1)).value().grants.at(0);
}
bool stored(World& world, uint32_t n) {
  const Key key = keyspace::part(id_of<DropId>(1), n);
  return world.store.get(key.table, key.bytes).value() == World::part_bytes(1, n);
}
bool burned_before(World& world) { return world.drops.burn(world.owner(1)).has_value(); }

std::vector<RuleCase> uploading() {
  return {
      {"create", [](World&) {},
       [](World& w) { return w.drops.create(w.wanted_drop(1)).has_value(); },
       [](World& w) {
         CHECK(totals_of(w).drops == 1);
         CHECK(totals_of(w).open_drops == 1);
       }},
      {"put a part", open_drop, put_parts, [](World& w) { CHECK((stored(w, 0) && stored(w, 1))); }},
      {"replace a part",
       [](World& w) {
         open_drop(w);
         REQUIRE(w.drops.put_part(w.owner(1), 0, other_bytes()).has_value());
       },
       put_parts,
       [](World& w) {
         w.reap();
         CHECK(stored(w, 0));
         CHECK(w.store.scan(keyspace::waiting_erasures(), 1).value().empty());
       }},
      {"put a grant", [](World& w) { REQUIRE(w.drops.create(w.wanted_drop(1)).has_value()); },
       [](World& w) { return w.grants.put(w.owner(1), World::wanted_grant(1, 2)).has_value(); },
       [](World& w) { CHECK(w.drops.describe(w.owner(1)).value().grants.size() == 1); }},
      {"seal", open_drop,
       [](World& w) {
         // What a crash takes of the parts is sent again.
         for (uint32_t n = 0; n < 2; ++n) {
           const auto put = w.drops.put_part(w.owner(1), n, World::part_bytes(1, n));
           if (!put && put.error().code != Code::kDropSealed) return false;
         }
         return w.drops.seal(w.owner(1)).has_value();
       },
       [](World& w) {
         CHECK((stored(w, 0) && stored(w, 1)));
         CHECK(totals_of(w).open_drops == 0);
       }},
  };
}

std::vector<RuleCase> owning() {
  return {
      {"change", sealed_drop,
       [](World& w) { return w.grants.change(w.owner(1), id_of<GrantId>(1), 5).has_value(); },
       [](World& w) { CHECK(only_grant(w).max_views == 5); }},
      {"revoke", sealed_drop,
       [](World& w) { return w.grants.revoke(w.owner(1), id_of<GrantId>(1)).has_value(); },
       [](World& w) {
         CHECK(only_grant(w).state == State::kRemoved);
         w.reap();
         CHECK_FALSE(w.holds_contents(1));
         CHECK_FALSE(w.claim(1, 9).has_value());
       }},
      {"extend", sealed_drop,
       [](World& w) {
         return w.drops.extend(w.owner(1), {Expiry::Kind::kIn, 2 * 86'400}).has_value();
       },
       [](World& w) {
         w.pass_time(86'400 + 3'600);
         CHECK(w.state(1) == State::kLive);
       }},
      {"describe", sealed_drop, [](World& w) { return w.drops.describe(w.owner(1)).has_value(); },
       [](World& w) { CHECK(w.state(1) == State::kLive); }, false},
      {"burn", claimed_drop, burned_before,
       [](World& w) {
         CHECK(w.state(1) == State::kBurned);
         CHECK_FALSE(w.claim(1, 1).has_value());
         w.reap();
         CHECK_FALSE(w.holds_parts(1));
       }},
  };
}

std::vector<RuleCase> viewing() {
  return {
      {"claim", sealed_drop, [](World& w) { return w.claim(1, 1).has_value(); },
       [](World& w) {
         CHECK(only_grant(w).views == 1);
         CHECK(w.claim(1, 2).has_value());
         CHECK_FALSE(w.claim(1, 3).has_value());
       }},
      {"read a part", claimed_drop,
       [](World& w) {
         const auto claim = w.claim(1, 1);
         return claim && w.read_part(claim->view, 1, 0).has_value();
       },
       [](World& w) {
         w.pass_time(7'200);
         CHECK(only_grant(w).views == 1);
         CHECK(only_grant(w).leases == 0);
       }},
      {"done",
       [](World& w) {
         claimed_drop(w);
         held = w.claim(1, 1).value().view;
       },
       [](World& w) { return w.done(held, 1).has_value(); },
       [](World& w) {
         CHECK(only_grant(w).leases == 0);
         CHECK(only_grant(w).views == 1);
       }},
  };
}

std::vector<RuleCase> reaping() {
  return {
      {"a drop's expiry",
       [](World& w) {
         sealed_drop(w);
         w.clock.advance(86'400);
       },
       pass,
       [](World& w) {
         w.reap();
         CHECK(w.state(1) == State::kExpired);
         CHECK_FALSE(w.holds_parts(1));
         CHECK_FALSE(w.holds_contents(1));
         CHECK(totals_of(w).reserved_bytes == 0);
       }},
      {"a lease that lapses",
       [](World& w) {
         claimed_drop(w);
         w.clock.advance(7'200);
       },
       pass,
       [](World& w) {
         w.reap();
         CHECK(only_grant(w).views == 0);
         CHECK(only_grant(w).leases == 0);
       }},
      {"a tombstone",
       [](World& w) {
         sealed_drop(w);
         REQUIRE(burned_before(w));
         w.reap();
         w.clock.advance(8 * 86'400);
       },
       pass,
       [](World& w) {
         w.reap();
         w.pass_time(60);  // a power cut may have brought the finished erasure's request back
         CHECK(code_of(w.drops.describe(w.owner(1))) == Code::kDropNotFound);
         CHECK(totals_of(w).drops == 0);
       }},
      {"an erasure",
       [](World& w) {
         w.seal_drop(2, 1);
         sealed_drop(w);
         REQUIRE(burned_before(w));
       },
       pass,
       [](World& w) {
         w.reap();
         CHECK_FALSE(w.holds_parts(1));
         CHECK(w.holds_parts(2));
         const auto plan = PartPlan::make(World::kDropSize, kPartSizeMin);
         CHECK(totals_of(w).reserved_bytes ==
               plan->sealed_total() + kDropOverhead + kGrantOverhead);
         REQUIRE(w.drops.burn(w.owner(2)).has_value());
       }},
      {"a repair",
       [](World& w) {
         sealed_drop(w);
         REQUIRE(burned_before(w));
       },
       [](World& w) { return w.reaper.repair().has_value(); },
       [](World& w) {
         w.reap();
         CHECK_FALSE(w.holds_parts(1));
       }},
  };
}

}  // namespace

TEST_CASE("an upload's rules, at every write and read") { break_all(uploading()); }
TEST_CASE("an owner's rules, at every write and read") { break_all(owning()); }
TEST_CASE("a view's rules, at every write and read") { break_all(viewing()); }
TEST_CASE("the reaper's rules, at every write and read") { break_all(reaping()); }
