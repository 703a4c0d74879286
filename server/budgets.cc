// Two allowances that come back, and a count.
#include "server/budgets.h"

#include <algorithm>
#include <cmath>

namespace mayfly {
namespace {

constexpr int64_t kHour = 3'600;
constexpr int64_t kDay = 86'400;
// An open drop may be sealed at any moment.
constexpr int64_t kOpenRetrySeconds = 60;

// How long `amount` takes to come back, in seconds.
double return_time(double amount, double all, int64_t seconds) {
  return std::min(amount, all) / all * static_cast<double>(seconds);
}

}  // namespace

int64_t Allowance::wait_seconds(double back_at, double amount, double all, int64_t seconds,
                                UnixTime now) {
  // A clock that was set back must not make it last longer than the whole comes to.
  const double owed =
      std::clamp(back_at - static_cast<double>(now), 0.0, static_cast<double>(seconds));
  const double over = owed + return_time(amount, all, seconds) - static_cast<double>(seconds);
  // A rounding error of doubles is no second.
  return over <= 1e-3 ? 0 : static_cast<int64_t>(std::ceil(over));
}

double Allowance::spent(double back_at, double amount, double all, int64_t seconds, UnixTime now) {
  const auto time = static_cast<double>(now);
  const double owed = std::clamp(back_at - time, 0.0, static_cast<double>(seconds));
  return time + owed + return_time(amount, all, seconds);
}

double Budgets::Rates::weight(UnixTime now) const {
  const auto time = static_cast<double>(now);
  return std::max((creates_back_at - time) / kHour, (bytes_back_at - time) / kDay);
}

Answer<void> Budgets::take(const ClientKey& client, const DropId& drop, uint64_t bytes,
                           UnixTime now) {
  const auto creates = static_cast<double>(limits_.creates_per_hour);
  const std::lock_guard lock(mutex_);
  const Rates* known = rates_.find(client);
  const Rates rates = known == nullptr ? Rates() : *known;
  if (creates > 0) {
    const int64_t wait = Allowance::wait_seconds(rates.creates_back_at, 1, creates, kHour, now);
    if (wait > 0) return refuse_for(Code::kTooManyDrops, wait);
    rates_.at(client, now).creates_back_at =
        Allowance::spent(rates.creates_back_at, 1, creates, kHour, now);
  }
  const auto open = open_counts_.find(client);
  const uint64_t open_now = open == open_counts_.end() ? 0 : open->second;
  if (limits_.open_drops > 0 && open_now >= limits_.open_drops) {
    return refuse_for(Code::kTooManyDrops, kOpenRetrySeconds);
  }
  MAYFLY_TRY(spend_bytes(client, bytes, now));
  if (open_.emplace(drop, OpenDrop{client}).second) ++open_counts_[client];
  return {};
}

Answer<void> Budgets::take_again(const ClientKey& client, const DropId& drop, uint64_t bytes,
                                 uint64_t drop_bytes, UnixTime now) {
  const std::lock_guard lock(mutex_);
  const auto open = open_.find(drop);
  if (open != open_.end() && open->second.sent_again + bytes <= drop_bytes) {
    open->second.sent_again += bytes;
    return {};
  }
  return spend_bytes(client, bytes, now);
}

Answer<void> Budgets::spend_bytes(const ClientKey& client, uint64_t bytes, UnixTime now) {
  if (limits_.bytes_per_day == 0) return {};
  const auto all = static_cast<double>(limits_.bytes_per_day);
  const auto amount = static_cast<double>(bytes);
  const Rates* known = rates_.find(client);
  const double back_at = known == nullptr ? 0 : known->bytes_back_at;
  const int64_t wait = Allowance::wait_seconds(back_at, amount, all, kDay, now);
  if (wait > 0) return refuse_for(Code::kTooManyBytes, wait);
  rates_.at(client, now).bytes_back_at = Allowance::spent(back_at, amount, all, kDay, now);
  return {};
}

void Budgets::give_back(const ClientKey& client, const DropId& drop, uint64_t bytes, UnixTime now) {
  release_open(drop);
  if (limits_.bytes_per_day == 0) return;
  const std::lock_guard lock(mutex_);
  rates_.at(client, now).bytes_back_at -=
      return_time(static_cast<double>(bytes), static_cast<double>(limits_.bytes_per_day), kDay);
}

void Budgets::release_open(const DropId& drop) {
  const std::lock_guard lock(mutex_);
  const auto found = open_.find(drop);
  if (found == open_.end()) return;
  const auto count = open_counts_.find(found->second.client);
  if (--count->second == 0) open_counts_.erase(count);
  open_.erase(found);
}

size_t Budgets::entries() const {
  const std::lock_guard lock(mutex_);
  return rates_.size();
}

}  // namespace mayfly
