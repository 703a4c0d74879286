// A rule on its own against a store that fails at each of its writes and reads: asked again, it has
// done its work once and whole, and at the end of time nothing is left.
#pragma once

#include <functional>

#include "server/quota.h"
#include "server/records.h"
#include "tests/support/faulty_store.h"
#include "tests/support/rules_world.h"

namespace mayfly {

struct RuleCase {
  const char* name;
  std::function<void(World&)> prepare;
  std::function<bool(World&)> run;
  std::function<void(World&)> check;  // after it succeeded at last
  bool writes = true;
  size_t records_left = 1;  // at the end of time: the counters
};

inline TotalsRecord totals_of(World& world) {
  return decode<TotalsRecord>(*world.store.get(Table::kRecords, keyspace::totals().bytes).value())
      .value();
}

inline bool pass(World& world) { return world.reaper.pass().has_value(); }

// Runs each on stores that fail at its k-th write or read, for every k.
void break_all(const std::vector<RuleCase>& rules);

}  // namespace mayfly
