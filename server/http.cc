// The loop: epoll, level-triggered, one descriptor for each connection.
#include "server/http.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "server/log.h"

namespace mayfly {
namespace {

constexpr uint64_t kListenerName = 0;
constexpr uint64_t kWakeName = 1;
constexpr uint64_t kFirstClientName = 2;
constexpr size_t kReadSize = 256 * 1024;
constexpr int kTickMilliseconds = 250;
// Memory that bodies have not needed for so long, or twice that, goes back to the system.
constexpr int kTrimMilliseconds = 5000;
// With what is in use, where bodies have no bound.
constexpr size_t kKeptSizeMax = 256 << 20;
constexpr int64_t kAcceptPauseMilliseconds = 1000;
constexpr int kAcceptsAtOnce = 64;

int64_t steady_milliseconds() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::make(Listener listener, const HttpLimits& limits,
                                                     Application& application,
                                                     const ClientKeys& client_keys, Log& log) {
  Networks trusted;
  for (const std::string& network : limits.trusted_proxies) {
    if (!trusted.add(network)) return fail(Fault::kBadInput, "a trusted proxy is no network");
  }
  Descriptor poll(epoll_create1(EPOLL_CLOEXEC));
  Descriptor wake(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (!poll.is_open() || !wake.is_open()) {
    return fail(Fault::kStorage, "the system gives no descriptors");
  }
  std::unique_ptr<HttpServer> server(new HttpServer(std::move(listener), std::move(poll),
                                                    std::move(wake), limits, application,
                                                    client_keys, std::move(trusted), log));
  if (!server->watch(EPOLL_CTL_ADD, server->wake_, kWakeName, EPOLLIN) ||
      !server->watch(EPOLL_CTL_ADD, server->listener_, kListenerName, 0)) {
    return fail(Fault::kStorage, "the system watches no descriptors");
  }
  return server;
}

HttpServer::HttpServer(Listener listener, Descriptor poll, Descriptor wake,
                       const HttpLimits& limits, Application& application,
                       const ClientKeys& client_keys, Networks trusted, Log& log)
    : log_(log),
      limits_(limits),
      trusted_proxies_(std::move(trusted)),
      body_memory_(limits.buffered_bytes_max > 0 ? limits.buffered_bytes_max : kKeptSizeMax),
      engine_(application, log),
      memory_(limits.buffered_bytes_max, limits.buffered_bytes_per_client_max),
      connections_(0, limits.connections_per_client_max),
      surroundings_{application,      engine_, limits_,      client_keys,
                    trusted_proxies_, memory_, body_memory_, connections_},
      poll_(std::move(poll)),
      wake_(std::move(wake)),
      listener_(std::move(listener.socket)),
      read_buffer_(kReadSize),
      next_name_(kFirstClientName),
      pool_(limits.threads, application, log, [this] { this->wake(); }) {}

void HttpServer::wake() {
  const uint64_t one = 1;
  // Full means that a wake is waiting already.
  [[maybe_unused]] const ssize_t written = write(wake_.get(), &one, sizeof one);
}

void HttpServer::set_identity(TlsIdentity identity) {
  const std::lock_guard lock(identity_guard_);
  identity_ = std::move(identity);
}

std::optional<TlsIdentity> HttpServer::identity() {
  const std::lock_guard lock(identity_guard_);
  return identity_;
}

void HttpServer::stop() {
  stop_wanted_ = true;
  wake();
}

bool HttpServer::watch(int operation, const Descriptor& descriptor, uint64_t name,
                       uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = name;
  return epoll_ctl(poll_.get(), operation, descriptor.get(), &event) == 0;
}

void HttpServer::run() {
  std::array<epoll_event, 256> events{};
  int64_t next_tick = 0;
  while (!stopping_ || !clients_.empty()) {
    update_accepting();
    const int wait = not_empty_.empty() ? kTickMilliseconds : 0;
    const int count = epoll_wait(poll_.get(), events.data(), events.size(), wait);
    const int64_t now = steady_milliseconds();
    for (int i = 0; i < count; ++i) {
      handle_event(events[static_cast<size_t>(i)].data.u64, events[static_cast<size_t>(i)].events,
                   now);
    }
    for (const uint64_t name : std::exchange(not_empty_, {})) handle_event(name, EPOLLIN, now);
    receive_bodies(now);
    if (stop_wanted_ && !stopping_) begin_stopping(now);
    if (stopping_ && now >= stop_by_) clients_.clear();
    if (now >= next_tick) {
      check_times(now);
      if (heartbeat_) heartbeat_(now);
      next_tick = now + kTickMilliseconds;
      has_new_waiting_ = true;
    }
    serve_waiting(now);
  }
}

void HttpServer::handle_event(uint64_t name, uint32_t events, int64_t now) {
  if (name == kListenerName) return accept_clients(now);
  if (name == kWakeName) {
    uint64_t count = 0;
    [[maybe_unused]] const ssize_t size = read(wake_.get(), &count, sizeof count);
    return pass_answers(now);
  }
  const auto found = clients_.find(name);
  if (found == clients_.end()) return;
  if ((events & (EPOLLERR | EPOLLHUP)) != 0) return lose(found);
  // TLS may have to write before it can read.
  if ((events & (EPOLLIN | EPOLLOUT)) != 0 && found->second->connection.wants_to_read()) {
    if (found->second->connection.body_left() > kReadSize) {
      ready_bodies_.insert(name);
      return;
    }
    receive(*found->second, now);
  }
  go_on(name, now);
}

// A request that runs keeps its body: it counts as its client's until the answer has come, which
// then cannot be sent. Else who resets each connection would be given its share back too early.
void HttpServer::lose(Clients::iterator client) {
  const auto& [name, lost] = *client;
  if (lost->connection.state() != HttpConnection::State::kRunning) {
    clients_.erase(client);
    return;
  }
  watch(EPOLL_CTL_DEL, lost->channel.socket(), name, 0);
  lost->watched = 0;
}

void HttpServer::update_accepting() {
  counts_.open_connections.store(clients_.size(), std::memory_order_relaxed);
  const bool wanted = !stopping_ && steady_milliseconds() >= accept_again_at_;
  if (wanted == accepting_ || !listener_.is_open()) return;
  accepting_ = wanted;
  watch(EPOLL_CTL_MOD, listener_, kListenerName, wanted ? uint32_t{EPOLLIN} : 0);
}

void HttpServer::accept_clients(int64_t now) {
  const std::optional<TlsIdentity> identity = this->identity();
  for (int i = 0; i < kAcceptsAtOnce; ++i) {
    if (!has_place(now)) {
      accept_again_at_ = now + kTickMilliseconds;  // newcomers wait in the system's queue
      return;
    }
    auto accepted = accept_from(listener_);
    if (!accepted) {
      if (accepted.error() == AcceptFault::kNoRoom) {
        accept_again_at_ = now + kAcceptPauseMilliseconds;
        log_.write(Event::kAcceptPaused, {{"connections", static_cast<int64_t>(clients_.size())}});
      }
      return;
    }
    auto client =
        std::make_unique<Client>(std::move(accepted->socket), identity, accepted->peer, *this, now);
    if (!make_place(client->connection, now)) continue;
    const uint64_t name = next_name_++;
    if (!watch(EPOLL_CTL_ADD, client->channel.socket(), name, EPOLLIN)) continue;
    client->watched = EPOLLIN;
    clients_.emplace(name, std::move(client));
    counts_.connections.fetch_add(1, std::memory_order_relaxed);
  }
}

void HttpServer::pass_answers(int64_t now) {
  for (RequestPool::Answer& answer : pool_.answers()) {
    const auto found = clients_.find(answer.connection);
    if (found == clients_.end()) continue;  // the client did not wait
    found->second->connection.answer(std::move(answer.answer), now);
    go_on(answer.connection, now);
  }
}

size_t HttpServer::receive(Client& client, int64_t now) {
  const std::span<char> room = client.connection.reading_room(read_buffer_);
  const Transfer transfer = client.channel.receive(room);
  if (transfer.outcome == Transfer::Outcome::kWouldBlock) return 0;
  if (transfer.outcome == Transfer::Outcome::kBroken || transfer.size == 0) {
    client.connection.input_ended();
    return 0;
  }
  counts_.received_bytes.fetch_add(transfer.size, std::memory_order_relaxed);
  client.connection.received({room.data(), transfer.size}, now);
  return transfer.size;
}

void HttpServer::go_on(uint64_t name, int64_t now) {
  const auto found = clients_.find(name);
  if (found == clients_.end()) return;
  Client& client = *found->second;
  send(client, now);
  if (client.connection.state() == HttpConnection::State::kWaiting) await_memory(name);
  if (client.connection.state() == HttpConnection::State::kReady) {
    pool_.run(name, client.connection.take_request());
  }
  if (client.connection.state() == HttpConnection::State::kOver) {
    clients_.erase(found);
    return;
  }
  const bool wants_to_read = client.connection.wants_to_read();
  if (wants_to_read && client.channel.may_have_more()) not_empty_.insert(name);
  const uint32_t events = client.channel.events(
      wants_to_read, client.connection.state() == HttpConnection::State::kSending);
  if (events == client.watched) return;
  client.watched = events;
  if (!watch(EPOLL_CTL_MOD, client.channel.socket(), name, events)) clients_.erase(found);
}

void HttpServer::send(Client& client, int64_t now) {
  HttpConnection& connection = client.connection;
  if (connection.state() != HttpConnection::State::kSending) return;
  const Transfer transfer = client.channel.send(connection.to_send());
  if (transfer.outcome == Transfer::Outcome::kWouldBlock) return;
  if (transfer.outcome == Transfer::Outcome::kBroken) return connection.break_off();
  counts_.sent_bytes.fetch_add(transfer.size, std::memory_order_relaxed);
  connection.sent(transfer.size, now);
  if (connection.state() == HttpConnection::State::kDiscarding) client.channel.end_sending();
}

void HttpServer::check_times(int64_t now) {
  std::vector<uint64_t> changed;
  for (const auto& [name, client] : clients_) {
    if (client->connection.check_time(now)) changed.push_back(name);
  }
  for (const uint64_t name : changed) go_on(name, now);
  if (now < trim_at_) return;
  body_memory_.trim();
  trim_at_ = now + kTrimMilliseconds;
}

void HttpServer::begin_stopping(int64_t now) {
  stopping_ = true;
  stop_by_ = now + int64_t{limits_.drain_seconds_max} * 1000;
  listener_ = Descriptor();
  std::vector<uint64_t> names;
  for (const auto& [name, client] : clients_) {
    client->connection.stop(now);
    names.push_back(name);
  }
  for (const uint64_t name : names) go_on(name, now);
}

}  // namespace mayfly
