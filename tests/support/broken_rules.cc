// Each fault at each k, after which the process goes on, is killed, or loses its power.
#include "tests/support/broken_rules.h"

namespace mayfly {
namespace {

using Fate = FaultyStore::Fate;
enum class After { kRetry, kKill, kPowerCut };

// All that is kept for a while is gone by the end of check_end().
constexpr RuleLimits kLimits{.blocked_seconds = 30 * 86'400, .report_seconds = 30 * 86'400};

// Nothing is left at the end of time but the counters, all zero, and what the rule says.
void check_end(World& world, size_t records_left) {
  (void)world.drops.burn(world.owner(1));
  for (int i = 0; i < 4; ++i) world.pass_time(20 * 86'400);
  CHECK(totals_of(world).drops == 0);
  CHECK(totals_of(world).open_drops == 0);
  CHECK(totals_of(world).reserved_bytes == 0);
  CHECK(world.store.scan({Table::kRecords, {}, {}}, 10).value().size() == records_left);
  CHECK_FALSE(world.holds_parts(1));
  CHECK_FALSE(world.holds_contents(1));
}

using Arm = std::function<void(FaultyStore&, uint64_t)>;

// The number of calls at which it was made to fail.
uint64_t break_everywhere(const RuleCase& rule, After after, const Arm& arm) {
  for (uint64_t k = 0;; ++k) {
    CAPTURE(k);
    FaultyStore store;
    World world(store, kLimits);
    rule.prepare(world);
    arm(store, k);
    const bool done = rule.run(world);
    const bool met = store.met();
    if (after == After::kKill) store.kill();
    if (after == After::kPowerCut) store.cut_power();
    store.mend();
    CHECK(world.reaper.repair().has_value());
    CHECK((done || met));
    CHECK(rule.run(world));
    rule.check(world);
    check_end(world, rule.records_left);
    if (!met) return k;
  }
}

}  // namespace

void break_all(const std::vector<RuleCase>& rules) {
  for (const RuleCase& rule : rules) {
    CAPTURE(rule.name);
    for (const Fate fate : {Fate::kFails, Fate::kFailsAfterwards}) {
      for (const After after : {After::kRetry, After::kKill, After::kPowerCut}) {
        CAPTURE(static_cast<int>(fate));
        CAPTURE(static_cast<int>(after));
        const bool once = after == After::kRetry;
        const auto arm = [&](FaultyStore& store, uint64_t k) { store.break_at(k, fate, once); };
        CHECK((break_everywhere(rule, after, arm) > 0) == rule.writes);
      }
    }
    const auto arm = [](FaultyStore& store, uint64_t k) { store.break_read_at(k); };
    CHECK(break_everywhere(rule, After::kRetry, arm) > 0);
  }
}

}  // namespace mayfly
