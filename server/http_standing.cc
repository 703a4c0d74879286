// Fair shares first, speed second.
#include "server/http_standing.h"

#include <algorithm>
#include <tuple>

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

std::optional<uint64_t> name_of(const Standing* found) {
  if (found == nullptr) return std::nullopt;
  return found->name;
}

}  // namespace

std::optional<uint64_t> connection_to_close(std::span<const Standing> all,
                                            uint64_t newcomer_connections) {
  const Standing* useless = best(all, does_nothing, [](const Standing& each) {
    return std::tuple(each.client_connections, each.age_milliseconds);
  });
  if (useless != nullptr) return useless->name;
  const auto has_more = [&](const Standing& each) {
    return is_transfer(each) && each.client_connections > newcomer_connections + 1;
  };
  return name_of(best(all, has_more, [](const Standing& each) {
    return std::tuple(each.client_connections, ~each.bytes_per_second);
  }));
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
  const auto is_slow = [&](const Standing& each) {
    return is_other(each) && each.age_milliseconds >= kMeasureMilliseconds &&
           each.bytes_per_second < bytes_per_second_min;
  };
  return name_of(best(all, is_slow, [](const Standing& each) { return ~each.bytes_per_second; }));
}

}  // namespace mayfly
