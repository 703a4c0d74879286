// Whole sessions through the routes and the rules, on a store in memory: nothing fails inside, no
// limit of views is exceeded, and when all times have run out nothing is left.
#include <sodium.h>

#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "server/keyspace.h"
#include "server/memory_store.h"
#include "server/reaper.h"
#include "server/records.h"
#include "server/routes.h"
#include "tests/fuzz/api_script.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/hermetic.h"

namespace mayfly::fuzz {
namespace {

constexpr size_t kStepsMax = 64;
constexpr int64_t kLongTime = 100 * 86'400;

RuleLimits small_limits() {
  RuleLimits limits;
  limits.drop_bytes_max = 4 << 20;
  limits.reserved_bytes_max = 16 << 20;
  limits.drops_max = 5;
  limits.open_drops_max = 3;
  limits.grants_per_drop_max = 3;
  limits.events_per_drop_max = 4;
  limits.reports_max = 3;
  limits.reports_per_drop_max = 2;
  return limits;
}

// What was promised about one grant, and what was delivered.
struct Promise {
  uint64_t most_views = 0;          // of all limits that it had
  std::set<std::string> delivered;  // views that fetched a part
};

class Session {
 public:
  void run(std::string_view script) {
    size_t steps = 0;
    while (!script.empty() && steps++ < kStepsMax) {
      const std::string_view line = script.substr(0, script.find('\n'));
      script.remove_prefix(std::min(script.size(), line.size() + 1));
      if (const auto step = parse_step(line, views_)) take(*step);
    }
    // An end first, then the end of what is remembered of it.
    for (int i = 0; i < 3; ++i) pass_time(kLongTime);
    check_that_all_is_gone();
  }

 private:
  void take(const Step& step) {
    if (!step.request) return pass_time(step.wait_seconds);
    const Request& request = *step.request;
    const bool admitted = std::holds_alternative<Admitted>(routes_.admit(request));
    const Response response = routes_.handle(request);
    FUZZ_CHECK(admitted || response.status >= 400);
    FUZZ_CHECK(response.status != 500);
    const auto json = nlohmann::json::parse(response.content(), nullptr, false);
    if (response.status >= 400) {
      FUZZ_CHECK(json.value("status", 0) == response.status && json.contains("code"));
    } else {
      learn(request, json);
    }
  }

  void learn(const Request& request, const nlohmann::json& reply) {
    const std::string_view path = request.path;
    if (path.ends_with("/claim")) {
      const std::string view = reply.at("view");
      if (!grant_of_.contains(view)) views_.push_back(view);
      grant_of_[view] = path.substr(path.size() - 28, 22);
    }
    const bool limits_views = path.find("/grants/") != path.npos &&
                              (request.method == Method::kPut || request.method == Method::kPatch);
    if (limits_views) {
      const uint64_t limit = nlohmann::json::parse(request.body.view()).at("max_views");
      Promise& promise = promises_[std::string(path.substr(path.size() - 22))];
      promise.most_views =
          std::max(promise.most_views, limit == 0 ? std::numeric_limits<uint64_t>::max() : limit);
    }
    if (path.find("/views/") != path.npos && request.method == Method::kGet) {
      const std::string view(path.substr(path.find("/views/") + 7, 22));
      Promise& promise = promises_[grant_of_.at(view)];
      promise.delivered.insert(view);
      FUZZ_CHECK(promise.delivered.size() <= promise.most_views);
    }
  }

  void pass_time(int64_t seconds) {
    clock_.pass(seconds);
    for (int passes = 0;; ++passes) {
      const auto next = reaper_.pass();
      FUZZ_CHECK(next.has_value());
      if (*next > clock_.now()) return;
      FUZZ_CHECK(passes < 1'000);
    }
  }

  // But for counters, which are at zero.
  void check_that_all_is_gone() {
    for (const Table table :
         {Table::kRecords, Table::kDue, Table::kEvents, Table::kContents, Table::kParts}) {
      const auto left = store_.scan({table, {}, {}}, 10);
      FUZZ_CHECK(left.has_value());
      for (const Entry& entry : *left) {
        FUZZ_CHECK(table == Table::kRecords);
        const bool is_zero = entry.key == keyspace::totals().bytes
                                 ? entry.value == encode(TotalsRecord{})
                                 : entry.key == keyspace::report_totals().bytes &&
                                       entry.value == encode(ReportTotalsRecord{});
        FUZZ_CHECK(is_zero);
      }
    }
  }

  FixedClock clock_;
  CountingRandom random_;
  MemoryStore store_;
  Rules rules_{store_, clock_, random_, small_limits()};
  Reaper reaper_{rules_};
  Services services_{rules_, {"1", 86'400, 1, "age1"}};
  const Site site_{{}, ""};
  Log log_{-1, [] { return int64_t{0}; }};
  Routes routes_{services_, site_, log_};
  std::vector<std::string> views_;
  std::map<std::string, std::string> grant_of_;  // by view
  std::map<std::string, Promise> promises_;      // by grant
};

}  // namespace
}  // namespace mayfly::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (sodium_init() < 0) return 0;
  const mayfly::Bytes input = mayfly::fuzz::exact(data, size);
  mayfly::fuzz::Session().run(mayfly::as_chars(input));
  return 0;
}
