// One connection fed by hand: framing, pipelining, refusals, budgets and deadlines.
#include "server/http_connection.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <vector>

#include "server/log.h"
#include "server/problem.h"

namespace mayfly {
namespace {

using State = HttpConnection::State;

// Takes bodies of at most 100 bytes, and none at /refused.
class Echo final : public Application {
 public:
  Admission admit(const RequestHead& head) override {
    if (head.path == "/refused") return problem_response(Code::kNotFound);
    return uint64_t{100};
  }
  Response handle(const Request& request) override {
    Response response;
    response.body = request.path + " " + request.body;
    return response;
  }
};

struct Wire {
  explicit Wire(uint64_t buffered_bytes_max = 1000) : budget(buffered_bytes_max) {
    limits.head_seconds_max = 10;
    limits.idle_seconds_max = 60;
    limits.bytes_per_second_min = 10;
    connection =
        std::make_unique<HttpConnection>(Bytes{127, 0, 0, 1}, echo, engine, limits, budget, now);
  }

  void send(std::string_view bytes) { connection->received(bytes, now); }

  // Runs what is ready and reads up to the end of one answer.
  std::string answer() {
    if (connection->state() == State::kReady) {
      connection->answer(engine.run(connection->take_request()), now);
    }
    std::string text;
    while (connection->state() == State::kSending) {
      const auto pieces = connection->to_send();
      const auto piece = pieces[0].empty() ? pieces[1] : pieces[0];
      const auto taken = piece.substr(0, 7);  // less than there is, as a slow socket would
      text += taken;
      connection->sent(taken.size(), now);
      if (connection->state() != State::kSending) break;
    }
    return text;
  }

  Echo echo;
  Log log{STDERR_FILENO, [] { return int64_t{0}; }};
  HttpEngine engine{echo, log};
  HttpLimits limits;
  BufferBudget budget;
  int64_t now = 1000;
  std::unique_ptr<HttpConnection> connection;
};

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string post(const std::string& path, const std::string& body) {
  return "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

TEST_CASE("a request may come byte by byte") {
  Wire wire;
  for (const char c : post("/a", "hello")) {
    REQUIRE(wire.connection->wants_to_read());
    wire.send({&c, 1});
  }
  const std::string text = wire.answer();
  CHECK(contains(text, "HTTP/1.1 200 OK\r\n"));
  CHECK(contains(text, "\r\nContent-Length: 8\r\n"));
  CHECK(contains(text, "\r\n\r\n/a hello"));
  CHECK(wire.connection->state() == State::kHead);
}

TEST_CASE("requests sent ahead are answered in turn") {
  Wire wire;
  wire.send(post("/a", "1") + post("/b", "2"));
  CHECK(contains(wire.answer(), "/a 1"));
  CHECK(contains(wire.answer(), "/b 2"));
  CHECK(wire.connection->state() == State::kHead);
}

TEST_CASE("HEAD gets the header section of GET and no body") {
  Wire wire;
  wire.send("HEAD /abc HTTP/1.1\r\nHost: a\r\n\r\n");
  const std::string text = wire.answer();
  CHECK(contains(text, "\r\nContent-Length: 5\r\n"));
  CHECK(text.substr(text.size() - 4) == "\r\n\r\n");
  wire.send(post("/a", "x"));
  CHECK(contains(wire.answer(), "/a x"));
}

TEST_CASE("a body refused unread closes, and is never taken for a request") {
  Wire wire;
  wire.send(post("/refused", post("/smuggled", "x")));
  const std::string text = wire.answer();
  CHECK(contains(text, "404"));
  CHECK(contains(text, "\r\nConnection: close\r\n"));
  CHECK(wire.connection->state() == State::kDiscarding);
  wire.send(post("/smuggled", "x"));
  CHECK(wire.connection->state() == State::kDiscarding);
  wire.now += 2000;
  CHECK(wire.connection->check_time(wire.now));
  CHECK(wire.connection->state() == State::kOver);
}

TEST_CASE("a client that holds its body back is asked for it") {
  const std::string head =
      "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  Wire wire;
  wire.send(head);
  CHECK(wire.answer() == "HTTP/1.1 100 Continue\r\n\r\n");
  wire.send("xy");
  const std::string text = wire.answer();
  CHECK(text.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(contains(text, "/a xy"));

  wire.send(head + "xy");  // it did not wait after all
  CHECK(wire.answer().starts_with("HTTP/1.1 200 OK\r\n"));
  wire.send(
      "POST /refused HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  CHECK(wire.answer().starts_with("HTTP/1.1 404 "));
}

TEST_CASE("a proxy on this machine says where its client is, if it is expected, and nobody else") {
  const auto network_of = [](Bytes peer, const std::string& lines, bool behind_proxy = true) {
    Wire wire;
    wire.limits.behind_proxy = behind_proxy;
    HttpConnection connection(std::move(peer), wire.echo, wire.engine, wire.limits, wire.budget,
                              wire.now);
    connection.received("GET / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n", wire.now);
    return connection.take_request().network;
  };
  const Bytes local{127, 0, 0, 1};
  const Bytes far{192, 0, 2, 1};
  const std::string said = "X-Forwarded-For: 198.51.100.7\r\n";
  CHECK(network_of(local, said) == Bytes{198, 51, 100, 7});
  CHECK(network_of(Bytes(8), said) == Bytes{198, 51, 100, 7});
  CHECK(network_of(far, said) == far);
  CHECK(network_of(local, said, false) == local);
  CHECK(network_of({0x20, 1, 0, 0, 0, 0, 0, 0}, said) == Bytes{0x20, 1, 0, 0, 0, 0, 0, 0});
  CHECK(network_of(local, "X-Forwarded-For: 203.0.113.9, 198.51.100.7\r\n") ==
        Bytes{198, 51, 100, 7});
  CHECK(network_of(local, "X-Forwarded-For: 203.0.113.9\r\n" + said) == Bytes{198, 51, 100, 7});
  CHECK(network_of(local, "x-forwarded-for: 2001:db8:0:1:2:3:4:5\r\n") ==
        Bytes{0x20, 1, 0x0d, 0xb8, 0, 0, 0, 1});
  for (const char* nothing : {"", "X-Forwarded-For: \r\n", "X-Forwarded-For: unknown\r\n",
                              "X-Forwarded-For: 198.51.100.7, \r\n"}) {
    CAPTURE(nothing);
    CHECK(network_of(local, nothing) == local);
  }
}

TEST_CASE("what is no request closes") {
  Wire wire;
  wire.send("\x16\x03\x01 hello\r\n\r\n");
  CHECK(contains(wire.answer(), "\"bad-request\""));
  CHECK(wire.connection->state() == State::kDiscarding);
}

TEST_CASE("a header section without an end is cut off") {
  Wire wire;
  wire.send(std::string(kHeadSizeMax + 1, 'a'));
  CHECK(contains(wire.answer(), "\"headers-too-large\""));
}

TEST_CASE("a declared body past the route's limit is refused before it is read") {
  Wire wire;
  wire.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n");
  CHECK(contains(wire.answer(), "\"body-too-large\""));
}

TEST_CASE("all connections share one budget, and give it back") {
  Wire wire(50);
  {
    HttpConnection other({127, 0, 0, 1}, wire.echo, wire.engine, wire.limits, wire.budget,
                         wire.now);
    other.received("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\n\r\n", wire.now);
    CHECK(other.state() == State::kBody);
    wire.send(post("/a", std::string(20, 'x')));
    const std::string text = wire.answer();
    CHECK(contains(text, "\"busy\""));
    CHECK(contains(text, "\r\nRetry-After: "));
  }
  CHECK(wire.budget.fits(50));
}

TEST_CASE("answers that come at once go past the budget by one, not by all") {
  Wire wire(50);
  std::vector<std::unique_ptr<HttpConnection>> connections;
  std::vector<WholeAnswer> answers;
  for (int i = 0; i < 3; ++i) {
    auto connection = std::make_unique<HttpConnection>(Bytes{127, 0, 0, 1}, wire.echo, wire.engine,
                                                       wire.limits, wire.budget, wire.now);
    connection->received("GET /" + std::string(40, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", wire.now);
    answers.push_back(wire.engine.run(connection->take_request()));
    connections.push_back(std::move(connection));
  }
  std::vector<std::string> heads;
  for (size_t i = 0; i < 3; ++i) {
    connections[i]->answer(std::move(answers[i]), wire.now);
    heads.emplace_back(connections[i]->to_send()[0]);
  }
  CHECK(heads[0].starts_with("HTTP/1.1 200 "));
  CHECK(heads[1].starts_with("HTTP/1.1 200 "));
  CHECK(heads[2].starts_with("HTTP/1.1 503 "));
  connections.clear();
  CHECK(wire.budget.fits(50));
}

TEST_CASE("a header section has its time, however it drips") {
  Wire wire;
  wire.send("GET / HTTP/1.1\r\n");
  for (int i = 0; i < 9; ++i) {
    wire.now += 1000;
    wire.send("A: b\r\n");
    CHECK_FALSE(wire.connection->check_time(wire.now));
  }
  wire.now += 1000;
  CHECK(wire.connection->check_time(wire.now));
  CHECK(contains(wire.answer(), "\"too-slow\""));
}

TEST_CASE("a body has the time that its size needs at the slowest rate") {
  Wire wire;
  wire.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n");
  wire.now += 19'999;
  wire.send("x");
  CHECK_FALSE(wire.connection->check_time(wire.now));
  wire.now += 1;
  CHECK(wire.connection->check_time(wire.now));
  CHECK(contains(wire.answer(), "\"too-slow\""));
}

TEST_CASE("an answer that nobody reads is given up") {
  Wire wire;
  wire.send(post("/a", "x"));
  wire.connection->answer(wire.engine.run(wire.connection->take_request()), wire.now);
  wire.now += 10'000;
  CHECK(wire.connection->check_time(wire.now));
  CHECK(wire.connection->state() == State::kOver);
}

TEST_CASE("an idle connection ends without a word") {
  Wire wire;
  wire.send(post("/a", "x"));
  wire.answer();
  wire.now += 59'999;
  CHECK_FALSE(wire.connection->check_time(wire.now));
  wire.now += 1;
  CHECK(wire.connection->check_time(wire.now));
  CHECK(wire.connection->state() == State::kOver);
}

TEST_CASE("stopping ends idle connections and lets the others finish") {
  Wire idle;
  idle.send(post("/a", "x"));
  idle.answer();
  idle.connection->stop(idle.now);
  CHECK(idle.connection->state() == State::kOver);

  Wire fresh;
  fresh.connection->stop(fresh.now);
  CHECK_FALSE(fresh.connection->check_time(fresh.now + 499));
  fresh.send(post("/a", "x"));
  CHECK(contains(fresh.answer(), "\r\nConnection: close\r\n"));
  CHECK(fresh.connection->state() == State::kOver);

  Wire silent;
  silent.connection->stop(silent.now);
  CHECK(silent.connection->check_time(silent.now + 500));
  CHECK(silent.connection->state() == State::kOver);

  Wire busy;
  busy.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab");
  busy.connection->stop(busy.now);
  busy.send("c");
  const std::string text = busy.answer();
  CHECK(contains(text, "/a abc"));
  CHECK(contains(text, "\r\nConnection: close\r\n"));
  CHECK(busy.connection->state() == State::kOver);
}

TEST_CASE("a client that ends its side early gets what it asked for") {
  Wire wire;
  wire.send(post("/a", "x"));
  wire.connection->input_ended();
  CHECK(contains(wire.answer(), "/a x"));
  CHECK(wire.connection->state() == State::kOver);

  Wire cut;
  cut.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab");
  cut.connection->input_ended();
  CHECK(cut.connection->state() == State::kOver);
}

}  // namespace
}  // namespace mayfly
