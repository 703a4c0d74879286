// A load generator of one thread, so that it leaves the processor to the server that it measures.
// http_load PORT CONNECTIONS SECONDS once|again < PLAN. A line of the plan is a request: METHOD
// PATH TOKEN BODY, with `-` for no token or body, `=N` for N random bytes, else JSON. The
// connections take the requests in turn; `again`: when the plan is used up, from its beginning.
// Prints one line of JSON.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <memory>
#include <span>
#include <sstream>
#include <unordered_map>

#include "tests/load/load_connection.h"

namespace mayfly {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kBodySizeMax = 9 << 20;
// What is under way at the end is waited for, but not for ever.
constexpr auto kLastAnswers = std::chrono::seconds(10);
constexpr int kTickMilliseconds = 100;

[[noreturn]] void give_up(const char* why) {
  std::perror(why);
  std::exit(1);
}

// The same bytes for all: contents are no matter here, as long as nothing could compress them.
const std::string& random_bytes() {
  static const std::string bytes = [] {
    std::string some(kBodySizeMax, 0);
    constexpr size_t kAtOnce = 1 << 20;
    for (size_t at = 0; at < some.size(); at += kAtOnce) {
      if (getrandom(some.data() + at, kAtOnce, 0) < 0) give_up("getrandom");
    }
    return some;
  }();
  return bytes;
}

LoadRequest request_of(const std::string& line, std::string& json) {
  std::istringstream words(line);
  std::string method, path, token, body;
  words >> method >> path >> token >> body;
  LoadRequest request;
  std::ostringstream head;
  head << method << ' ' << path << " HTTP/1.1\r\nHost: localhost\r\n";
  if (token != "-") head << "Authorization: Bearer " << token << "\r\n";
  if (body.starts_with('=')) {
    request.body = std::string_view(random_bytes()).substr(0, std::stoul(body.substr(1)));
    head << "Content-Type: application/octet-stream\r\n";
  } else if (body != "-") {
    json = std::move(body);
    request.body = json;
    head << "Content-Type: application/json\r\n";
  }
  if (!request.body.empty()) head << "Content-Length: " << request.body.size() << "\r\n";
  head << "\r\n";
  request.head = head.str();
  return request;
}

int connected_to(uint16_t port) {
  const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    give_up("connect");
  }
  const int on = 1;
  setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return client;
}

class Load {
 public:
  Load(uint16_t port, size_t connections, LoadPlan plan) : port_(port), plan_(std::move(plan)) {
    for (size_t i = 0; i < connections; ++i) open(i);
  }

  // Returns the seconds that it took.
  double run(std::chrono::seconds length) {
    const auto begin = Clock::now();
    const auto end = begin + length;
    for (size_t i = 0; i < open_.size(); ++i) advance(i);
    std::array<epoll_event, 256> events{};
    while (!open_.empty() && Clock::now() < end + kLastAnswers) {
      const int count = epoll_wait(poll_, events.data(), events.size(), kTickMilliseconds);
      if (Clock::now() >= end) plan_.end();
      for (int i = 0; i < count; ++i) handle(events[static_cast<size_t>(i)]);
    }
    return std::chrono::duration<double>(Clock::now() - begin).count();
  }

  LoadResult& result() { return result_; }

 private:
  struct Open {
    std::unique_ptr<LoadConnection> connection;
    uint32_t watched;
  };

  void open(size_t name) {
    auto connection = std::make_unique<LoadConnection>(connected_to(port_), plan_, result_);
    watch(EPOLL_CTL_ADD, connection->socket(), name, EPOLLIN);
    open_[name] = {std::move(connection), EPOLLIN};
  }

  void watch(int operation, int descriptor, size_t name, uint32_t events) const {
    epoll_event event{};
    event.events = events;
    event.data.u64 = name;
    if (epoll_ctl(poll_, operation, descriptor, &event) != 0) give_up("epoll_ctl");
  }

  void handle(const epoll_event& event) {
    const auto found = open_.find(event.data.u64);
    if (found == open_.end()) return;
    const bool is_open = (event.events & ~EPOLLOUT) == 0 || found->second.connection->receive();
    // A server may close behind an answer; the next request has a connection of its own.
    if (!is_open) open(event.data.u64);
    advance(event.data.u64);
  }

  // Begins the next request where it is time, and sends.
  void advance(size_t name) {
    auto& [connection, watched] = open_.at(name);
    const bool goes_on = (!connection->is_idle() || connection->begin()) &&
                         (!connection->wants_to_send() || connection->send());
    if (!goes_on) {
      open_.erase(name);
      return;
    }
    const uint32_t wanted = connection->wants_to_send() ? EPOLLIN | EPOLLOUT : EPOLLIN;
    if (wanted == watched) return;
    watched = wanted;
    watch(EPOLL_CTL_MOD, connection->socket(), name, wanted);
  }

  const uint16_t port_;
  LoadPlan plan_;
  const int poll_ = epoll_create1(EPOLL_CLOEXEC);
  LoadResult result_;
  std::unordered_map<size_t, Open> open_;
};

float quantile(const std::vector<float>& sorted, double share) {
  if (sorted.empty()) return 0;
  const auto at = static_cast<size_t>(static_cast<double>(sorted.size()) * share);
  return sorted[std::min(at, sorted.size() - 1)];
}

void print(LoadResult& result, double seconds) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto in_seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  std::ranges::sort(result.milliseconds);
  std::ostringstream json;
  json << "{\"seconds\":" << seconds << ",\"answers\":" << result.milliseconds.size()
       << ",\"received\":" << result.bytes_received << ",\"sent\":" << result.bytes_sent
       << ",\"broken\":" << result.broken << ",\"median\":" << quantile(result.milliseconds, 0.5)
       << ",\"p99\":" << quantile(result.milliseconds, 0.99)
       << ",\"processor\":" << in_seconds(usage.ru_utime) + in_seconds(usage.ru_stime)
       << ",\"statuses\":{";
  const char* separator = "";
  for (size_t status = 0; status < result.by_status.size(); ++status) {
    if (result.by_status[status] == 0) continue;
    json << separator << '"' << status << "\":" << result.by_status[status];
    separator = ",";
  }
  std::cout << json.str() << "}}" << std::endl;
}

int run(int count, char** words) {
  constexpr int kWords = 5;
  if (count != kWords) {
    std::cerr << "usage: http_load PORT CONNECTIONS SECONDS once|again < PLAN\n";
    return 2;
  }
  const std::span<char*> given(words, kWords);
  std::deque<std::string> documents;  // a deque: what requests see of them must not move
  std::vector<LoadRequest> requests;
  for (std::string line; std::getline(std::cin, line);) {
    requests.push_back(request_of(line, documents.emplace_back()));
  }
  Load load(static_cast<uint16_t>(std::stoul(given[1])), std::stoul(given[2]),
            {std::move(requests), std::string_view(given[4]) == "again"});
  const double seconds = load.run(std::chrono::seconds(std::stoul(given[3])));
  print(load.result(), seconds);
  return 0;
}

}  // namespace
}  // namespace mayfly

int main(int count, char** words) { return mayfly::run(count, words); }
