// The loop when there are too many: who is let in, and who gives way for whom.
#include <algorithm>

#include "server/http.h"

namespace mayfly {
namespace {

// Below this many times the slowest rate a transfer gives way when room runs short.
constexpr uint64_t kSlowTimes = 8;
// While some of the memory is given back now and then, who waits for it has a turn to come. When
// nothing was for so long, or that turn does not come, the last that waits gives its own back.
constexpr int64_t kStandstillMilliseconds = 2000;
constexpr int64_t kWaitMilliseconds = 10'000;
constexpr int kCutsAtOnce = 8;

Standing::Kind kind_of(const HttpConnection& connection) {
  switch (connection.state()) {
    case HttpConnection::State::kHead:
      return connection.is_idle() ? Standing::Kind::kIdle : Standing::Kind::kHead;
    case HttpConnection::State::kWaiting:
      return Standing::Kind::kWaiting;
    case HttpConnection::State::kReady:
    case HttpConnection::State::kRunning:
      return Standing::Kind::kWorking;
    default:
      return Standing::Kind::kMoving;
  }
}

}  // namespace

Standing HttpServer::standing_of(uint64_t name, const HttpConnection& connection,
                                 int64_t now) const {
  const int64_t age = std::max<int64_t>(now - connection.since(), 1);
  // A proxy's connections are as many clients'.
  const uint64_t connections =
      connection.is_proxy() ? 1 : connections_.held_by(connection.client());
  return {name,
          kind_of(connection),
          age,
          connection.bytes_moved() * 1000 / static_cast<uint64_t>(age),
          connection.bytes_held(),
          connections,
          memory_.held_by(connection.client())};
}

std::vector<Standing> HttpServer::standings(int64_t now) const {
  std::vector<Standing> all;
  all.reserve(clients_.size());
  for (const auto& [name, client] : clients_) {
    all.push_back(standing_of(name, client->connection, now));
  }
  return all;
}

uint64_t HttpServer::slow_rate() const { return limits_.bytes_per_second_min * kSlowTimes; }

// Whether a newcomer could be let in, were it a client's first connection.
bool HttpServer::has_place(int64_t now) {
  return clients_.size() < limits_.connections_max ||
         connection_to_close(standings(now), 0, slow_rate()).has_value();
}

// `newcomer` counts as its client's already, but is not among clients_ yet.
bool HttpServer::make_place(const HttpConnection& newcomer, int64_t now) {
  const uint64_t held = newcomer.is_proxy() ? 0 : connections_.held_by(newcomer.client());
  const size_t each_max = limits_.connections_per_client_max;
  if (each_max != 0 && held > each_max) {
    std::vector<Standing> own;
    for (const auto& [name, client] : clients_) {
      if (client->connection.client() != newcomer.client()) continue;
      own.push_back(standing_of(name, client->connection, now));
    }
    const auto closed = connection_to_close(own, held, 0);
    if (!closed) return false;
    clients_.erase(*closed);
  }
  if (clients_.size() < limits_.connections_max) return true;
  const auto closed = connection_to_close(standings(now), held == 0 ? 0 : held - 1, slow_rate());
  if (closed) clients_.erase(*closed);
  return closed.has_value();
}

void HttpServer::await_memory(uint64_t name) {
  Client& client = *clients_.at(name);
  if (client.waits) return;
  client.waits = true;
  waiting_.push_back(name);
  has_new_waiting_ = true;
}

void HttpServer::retry_waiting(int64_t now) {
  std::deque<uint64_t> still;
  for (const uint64_t name : std::exchange(waiting_, {})) {
    const auto found = clients_.find(name);
    if (found == clients_.end()) continue;
    if (found->second->connection.retry(now)) {
      found->second->waits = false;
      go_on(name, now);
    } else {
      still.push_back(name);
    }
  }
  // Those that began to wait meanwhile stand behind.
  waiting_.insert(waiting_.begin(), still.begin(), still.end());
}

void HttpServer::serve_waiting(int64_t now) {
  if (waiting_.empty()) return;
  if (memory_.returns() != returns_seen_) returned_at_ = now;
  if (!has_new_waiting_ && memory_.returns() == returns_seen_) return;
  has_new_waiting_ = false;
  retry_waiting(now);
  for (int cuts = 0; cuts < kCutsAtOnce && !waiting_.empty(); ++cuts) {
    const auto cut = chosen_to_cut(waiting_.front(), now);
    if (!cut) break;
    const auto found = clients_.find(*cut);
    found->second->connection.give_way(now);
    go_on(*cut, now);
    retry_waiting(now);
  }
  returns_seen_ = memory_.returns();
}

std::optional<uint64_t> HttpServer::chosen_to_cut(uint64_t needy, int64_t now) const {
  const HttpConnection& connection = clients_.at(needy)->connection;
  const uint64_t wanted = connection.bytes_wanted();
  if (!memory_.fits_all(wanted)) {
    const auto cut =
        transfer_to_cut(standings(now), standing_of(needy, connection, now), wanted, slow_rate());
    if (cut) return cut;
  }
  const int64_t since = connection.waiting_since();
  if (now - std::max(since, returned_at_) < kStandstillMilliseconds &&
      now - since < kWaitMilliseconds) {
    return std::nullopt;
  }
  // The last that waits of the same client; itself, if it is alone.
  const auto last = std::find_if(waiting_.rbegin(), waiting_.rend(), [&](uint64_t name) {
    return clients_.at(name)->connection.client() == connection.client();
  });
  return *last;
}

}  // namespace mayfly
