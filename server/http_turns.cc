// The loop's reading of large bodies, by turns.
#include "server/http_turns.h"

#include <algorithm>
#include <tuple>

#include "server/http.h"

namespace mayfly {
namespace {

constexpr int64_t kWaitMillisecondsMax = 1000;
// Before the loop looks at everything else again: a millisecond or less.
constexpr size_t kBytesAtOnce = 1024 * 1024;
// Of one client: what comes in crumbs costs time for each of them.
constexpr int kReceivesAtOnce = 8;

}  // namespace

void order_by_turn(std::vector<ReadyBody>& bodies) {
  std::ranges::sort(bodies, {}, [](const ReadyBody& body) {
    const bool has_waited = body.waited >= kWaitMillisecondsMax;
    return std::tuple(!has_waited, has_waited ? -body.waited : 0, body.bytes_left, body.name);
  });
}

void HttpServer::receive_bodies(int64_t now) {
  std::vector<ReadyBody> bodies;
  for (const uint64_t name : std::exchange(ready_bodies_, {})) {
    const auto found = clients_.find(name);
    if (found == clients_.end()) continue;
    const Client& client = *found->second;
    bodies.push_back({name, client.connection.body_left(),
                      now - std::max(client.read_at, client.connection.since())});
  }
  order_by_turn(bodies);
  size_t read = 0;
  for (const ReadyBody& body : bodies) {
    const auto found = clients_.find(body.name);
    if (found == clients_.end()) continue;  // gave way to another
    if (read < kBytesAtOnce) read += receive_body(*found->second, kBytesAtOnce - read, now);
    go_on(body.name, now);
  }
}

size_t HttpServer::receive_body(Client& client, size_t size_max, int64_t now) {
  client.read_at = now;
  size_t size = 0;
  for (int i = 0; i < kReceivesAtOnce && size < size_max; ++i) {
    if (client.connection.state() != HttpConnection::State::kBody) break;
    const size_t more = receive(client, now);
    if (more == 0) break;
    size += more;
  }
  return size;
}

}  // namespace mayfly
