// Fair shares first, speed second.
#include "server/http_standing.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <vector>

namespace mayfly {
namespace {

// An honest header section follows its connection, and its first byte, sooner than that.
constexpr int64_t kPatienceMilliseconds = 1000;
// Before that the speed of a transfer says little.
constexpr int64_t kMeasureMilliseconds = 5000;

bool does_nothing(const Standing& each) {
  const bool waits = each.kind == Standing::Kind::kIdle || each.kind == Standing::Kind::kHead;
  return waits && each.age_milliseconds >= kPatienceMilliseconds;
}

bool is_transfer(const Standing& each) {
  return each.kind == Standing::Kind::kMoving || each.kind == Standing::Kind::kWaiting;
}

// The one that `accepts` and for which `worth` is greatest.
template <typename Accepts, typename Worth>
const Standing* best(std::span<const Standing> all, Accepts&& accepts, Worth&& worth) {
  const Standing* found = nullptr;
  for (const Standing& each : all) {
    if (accepts(each) && (found == nullptr || worth(*found) < worth(each))) found = &each;
  }
  return found;
}

std::optional<uint64_t> slowest(std::span<const Standing> all, uint64_t bytes_per_second_min) {
  const auto is_slow = [&](const Standing& each) {
    return is_transfer(each) && each.age_milliseconds >= kMeasureMilliseconds &&
           each.bytes_per_second < bytes_per_second_min;
  };
  const auto slowness = [](const Standing& each) { return ~each.bytes_per_second; };
  const Standing* found = best(all, is_slow, slowness);
  if (found == nullptr) return std::nullopt;
  return found->name;
}

}  // namespace

std::optional<uint64_t> connection_to_close(std::span<const Standing> all,
                                            uint64_t newcomer_connections,
                                            uint64_t bytes_per_second_min) {
  const Standing* useless = best(all, does_nothing, [](const Standing& each) {
    return std::tuple(each.client_connections, each.age_milliseconds);
  });
  if (useless != nullptr) return useless->name;
  const auto has_more = [&](const Standing& each) {
    return is_transfer(each) && each.client_connections > newcomer_connections + 1;
  };
  const Standing* heavy = best(all, has_more, [](const Standing& each) {
    return std::tuple(each.client_connections, ~each.bytes_per_second);
  });
  return heavy != nullptr ? heavy->name : slowest(all, bytes_per_second_min);
}

std::optional<uint64_t> transfer_to_cut(std::span<const Standing> all, const Standing& needy,
                                        uint64_t wanted, uint64_t bytes_per_second_min) {
  const auto is_other = [&](const Standing& each) {
    return is_transfer(each) && each.bytes_held > 0 && each.name != needy.name;
  };
  const auto holds_more = [&](const Standing& each) {
    return is_other(each) && each.client_bytes > needy.client_bytes + wanted;
  };
  const Standing* heavy = best(all, holds_more, [](const Standing& each) {
    return std::tuple(each.client_bytes, ~each.bytes_per_second);
  });
  if (heavy != nullptr) return heavy->name;
  std::vector<Standing> others;
  std::copy_if(all.begin(), all.end(), std::back_inserter(others), is_other);
  return slowest(others, bytes_per_second_min);
}

}  // namespace mayfly
