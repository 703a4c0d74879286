// The HTTP server: one thread that moves bytes for all connections, and a pool that runs requests.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <unordered_map>

#include "server/body_memory.h"
#include "server/config_http.h"
#include "server/counts_http.h"
#include "server/http_channel.h"
#include "server/http_connection.h"
#include "server/http_pool.h"
#include "server/http_socket.h"
#include "server/http_standing.h"
#include "server/request.h"

namespace mayfly {

class Log;

class HttpServer {
 public:
  // kStorage where the system gives no descriptors, kBadInput where a trusted proxy is no network.
  static Result<std::unique_ptr<HttpServer>> make(Listener listener, const HttpLimits& limits,
                                                  Application& application,
                                                  const ClientKeys& client_keys, Log& log);

  // Speaks TLS with who connects from now on; without it, plain HTTP. From any thread.
  void set_identity(TlsIdentity identity);

  // Called by the loop a few times a second, with the time; must not block. Before run().
  void set_heartbeat(std::function<void(int64_t now)> heartbeat) {
    heartbeat_ = std::move(heartbeat);
  }

  // Serves until stop(), then until what is under way is done or drain_seconds_max are over.
  void run();
  // From any thread; returns at once.
  void stop();

  const HttpCounts& counts() const { return counts_; }

 private:
  struct Client {
    Client(Descriptor taken, const std::optional<TlsIdentity>& identity, const Address& peer,
           HttpServer& server, int64_t now)
        : channel(std::move(taken), identity), connection(peer, server.surroundings_, now) {}
    Channel channel;
    HttpConnection connection;
    uint32_t watched = 0;  // what epoll watches for
    bool waits = false;    // stands in waiting_
    int64_t read_at = 0;   // when a large body was last read from
  };
  using Clients = std::unordered_map<uint64_t, std::unique_ptr<Client>>;

  HttpServer(Listener listener, Descriptor poll, Descriptor wake, const HttpLimits& limits,
             Application& application, const ClientKeys& client_keys, Networks trusted, Log& log);

  void wake();
  bool watch(int operation, const Descriptor& descriptor, uint64_t name, uint32_t events);
  void handle_event(uint64_t name, uint32_t events, int64_t now);
  void lose(Clients::iterator client);
  void accept_clients(int64_t now);
  void pass_answers(int64_t now);
  size_t receive(Client& client, int64_t now);  // returns how many bytes
  // Goes on with a connection as far as it goes without waiting; closes it when it is over.
  void go_on(uint64_t name, int64_t now);
  void send(Client& client, int64_t now);
  void check_times(int64_t now);
  void begin_stopping(int64_t now);
  void update_accepting();
  std::optional<TlsIdentity> identity();

  // Large bodies, by turns (http_turns.cc).
  void receive_bodies(int64_t now);
  size_t receive_body(Client& client, size_t size_max, int64_t now);

  // Who is let in, and who gives way (http_crowd.cc).
  Standing standing_of(uint64_t name, const HttpConnection& connection, int64_t now) const;
  std::vector<Standing> standings(int64_t now) const;
  uint64_t slow_rate() const;  // bytes a second
  bool has_place(int64_t now);
  bool make_place(const HttpConnection& newcomer, int64_t now);
  void await_memory(uint64_t name);
  void serve_waiting(int64_t now);
  void retry_waiting(int64_t now);
  std::optional<uint64_t> chosen_to_cut(uint64_t needy, int64_t now) const;

  Log& log_;
  const HttpLimits limits_;
  const Networks trusted_proxies_;
  HttpCounts counts_;
  BodyMemory body_memory_;
  HttpEngine engine_;  // of the loop's thread
  ClientShares memory_;
  ClientShares connections_;
  const HttpSurroundings surroundings_;
  Descriptor poll_;
  Descriptor wake_;
  Descriptor listener_;
  Clients clients_;
  std::deque<uint64_t> waiting_;  // for memory; who has waited longest first
  uint64_t returns_seen_ = 0;     // of memory_, when the waiting were last served
  int64_t returned_at_ = 0;       // when something was given back
  bool has_new_waiting_ = false;
  int64_t trim_at_ = 0;  // body_memory_
  std::vector<char> read_buffer_;
  std::set<uint64_t> not_empty_;     // connections that have more to read, whatever epoll says
  std::set<uint64_t> ready_bodies_;  // connections with more of a large body
  std::function<void(int64_t)> heartbeat_;
  std::mutex identity_guard_;
  std::optional<TlsIdentity> identity_;
  uint64_t next_name_;
  int64_t accept_again_at_ = 0;
  int64_t stop_by_ = 0;
  bool accepting_ = false;
  bool stopping_ = false;
  std::atomic<bool> stop_wanted_ = false;
  RequestPool pool_;  // last: its threads use wake_
};

}  // namespace mayfly
