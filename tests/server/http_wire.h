// One connection fed by hand, for the tests of connections.
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "server/http_connection.h"
#include "server/log.h"
#include "server/problem.h"
#include "server/random.h"

namespace mayfly {

inline constexpr size_t kBodySizeMax = 100'000;

// Echoes bodies, and takes none at /refused; /large answers with as much as it has said before.
class Echo final : public Application {
 public:
  Admission admit(const RequestHead& head) override {
    if (head.path == "/refused") return problem_response(Code::kNotFound);
    return Admitted{kBodySizeMax, head.path == "/large" ? kBodySizeMax : 0};
  }
  Response handle(const Request& request) override {
    Response response;
    if (request.path.starts_with("/large")) {
      response.body = std::string(kBodySizeMax, 'z');
      return response;
    }
    response.body = request.path + " " + std::string(request.body);
    return response;
  }
};

struct Wire {
  explicit Wire(uint64_t memory_max = 0, uint64_t memory_each_max = 0, uint64_t connections_max = 0)
      : memory(memory_max, memory_each_max), connections(0, connections_max) {
    limits.head_seconds_max = 10;
    limits.idle_seconds_max = 60;
    limits.bytes_per_second_min = 10;
    connection = connect(Address{});
  }

  std::unique_ptr<HttpConnection> connect(const Address& peer) {
    return std::make_unique<HttpConnection>(peer, all, now);
  }
  // As much as the connection takes before it waits for something.
  void send(std::string_view bytes) {
    while (!bytes.empty() && connection->wants_to_read()) {
      const size_t size = std::min(bytes.size(), connection->read_size_max());
      connection->received(bytes.substr(0, size), now);
      bytes.remove_prefix(size);
    }
  }

  // Runs what is ready and reads up to the end of one answer.
  std::string answer() {
    if (connection->state() == HttpConnection::State::kReady) {
      connection->answer(engine.run(connection->take_request()), now);
    }
    std::string text;
    while (connection->state() == HttpConnection::State::kSending) {
      const auto pieces = connection->to_send().pieces;
      const auto piece = pieces[0].empty() ? pieces[1] : pieces[0];
      const auto taken = piece.substr(0, 777);  // less than there is, as a slow socket would
      text += taken;
      connection->sent(taken.size(), now);
      if (connection->state() != HttpConnection::State::kSending) break;
    }
    return text;
  }

  BodyMemory body_memory{1 << 20};
  Echo echo;
  Log log{STDERR_FILENO, [] { return int64_t{0}; }};
  HttpEngine engine{echo, log};
  HttpLimits limits;
  SystemRandom random;
  const ClientKeys client_keys{random};
  Networks trusted;
  ClientShares memory;
  ClientShares connections;
  const HttpSurroundings all{echo,    engine, limits,      client_keys,
                             trusted, memory, body_memory, connections};
  int64_t now = 1000;
  std::unique_ptr<HttpConnection> connection;
};

inline bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

inline std::string post(const std::string& path, const std::string& body) {
  return "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

inline std::string head_of(size_t length) {
  return "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
}

}  // namespace mayfly
