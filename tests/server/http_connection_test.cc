// One connection fed by hand: framing, pipelining, refusals, proxies and deadlines.
#include "tests/server/http_wire.h"

namespace mayfly {
namespace {

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
  CHECK(wire.connection->state() == HttpConnection::State::kHead);
}

TEST_CASE("requests sent ahead are answered in turn") {
  Wire wire;
  wire.send(post("/a", "1") + post("/b", "2"));
  CHECK(contains(wire.answer(), "/a 1"));
  CHECK(contains(wire.answer(), "/b 2"));
  CHECK(wire.connection->state() == HttpConnection::State::kHead);
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
  CHECK(wire.connection->state() == HttpConnection::State::kDiscarding);
  wire.send(post("/smuggled", "x"));
  CHECK(wire.connection->state() == HttpConnection::State::kDiscarding);
  wire.now += 2000;
  CHECK(wire.connection->check_time(wire.now));
  CHECK(wire.connection->state() == HttpConnection::State::kOver);
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

TEST_CASE("a trusted proxy says who its client is, and nobody else does") {
  Wire wire;
  REQUIRE(wire.trusted.add("10.0.0.0/8"));
  const auto client_of = [&](const char* peer, const std::string& lines) {
    HttpConnection connection(parse_address(peer).value(), wire.all, wire.now);
    connection.received("GET / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n", wire.now);
    return connection.take_request().client;
  };
  const auto key_of = [&](const char* address) {
    return wire.client_keys.of(network_of(parse_address(address).value()));
  };
  const std::string said = "X-Forwarded-For: 198.51.100.7\r\n";
  CHECK(client_of("10.1.2.3", said) == key_of("198.51.100.7"));
  CHECK(client_of("192.0.2.1", said) == key_of("192.0.2.1"));
  CHECK(client_of("127.0.0.1", said) == key_of("127.0.0.1"));
  CHECK(client_of("10.1.2.3", "") == key_of("10.1.2.3"));
  CHECK(client_of("10.1.2.3", "x-forwarded-for: 203.0.113.9\r\n" + said) == key_of("198.51.100.7"));
  CHECK(client_of("10.1.2.3", said + "X-Forwarded-For: 10.9.9.9\r\n") == key_of("198.51.100.7"));
}

TEST_CASE("a proxy's requests count for its clients, one by one") {
  Wire wire(0, 0, 1);
  REQUIRE(wire.trusted.add("10.0.0.1"));
  const Address proxy = parse_address("10.0.0.1").value();
  const std::string get = "GET /a HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.";
  std::vector<std::unique_ptr<HttpConnection>> all;
  for (int i = 0; i < 3; ++i) all.push_back(wire.connect(proxy));
  all[0]->received(get + "1\r\n\r\n", wire.now);
  CHECK(all[0]->state() == HttpConnection::State::kReady);
  all[1]->received(get + "2\r\n\r\n", wire.now);
  CHECK(all[1]->state() == HttpConnection::State::kReady);
  all[2]->received(get + "1\r\n\r\n", wire.now);
  CHECK(contains(std::string(all[2]->to_send().pieces[0]), "HTTP/1.1 503 "));
  wire.connection = std::move(all[0]);
  wire.answer();
  wire.send(get + "1\r\n\r\n");
  CHECK(wire.connection->state() == HttpConnection::State::kReady);
}

TEST_CASE("what is no request closes") {
  Wire wire;
  wire.send("\x16\x03\x01 hello\r\n\r\n");
  CHECK(contains(wire.answer(), "\"bad-request\""));
  CHECK(wire.connection->state() == HttpConnection::State::kDiscarding);
}

TEST_CASE("a header section without an end is cut off") {
  Wire wire;
  wire.send(std::string(kHeadSizeMax + 1, 'a'));
  CHECK(contains(wire.answer(), "\"headers-too-large\""));
}

TEST_CASE("a declared body past the route's limit is refused before it is read") {
  Wire wire;
  wire.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100001\r\n\r\n");
  CHECK(contains(wire.answer(), "\"body-too-large\""));
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
  wire.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n" + std::string(60, 'x'));
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
  CHECK(wire.connection->state() == HttpConnection::State::kOver);
}

TEST_CASE("an idle connection ends without a word") {
  Wire wire;
  wire.send(post("/a", "x"));
  wire.answer();
  wire.now += 59'999;
  CHECK_FALSE(wire.connection->check_time(wire.now));
  wire.now += 1;
  CHECK(wire.connection->check_time(wire.now));
  CHECK(wire.connection->state() == HttpConnection::State::kOver);
}

TEST_CASE("stopping ends idle connections and lets the others finish") {
  Wire idle;
  idle.send(post("/a", "x"));
  idle.answer();
  idle.connection->stop(idle.now);
  CHECK(idle.connection->state() == HttpConnection::State::kOver);

  Wire fresh;
  fresh.connection->stop(fresh.now);
  CHECK_FALSE(fresh.connection->check_time(fresh.now + 499));
  fresh.send(post("/a", "x"));
  CHECK(contains(fresh.answer(), "\r\nConnection: close\r\n"));
  CHECK(fresh.connection->state() == HttpConnection::State::kOver);

  Wire silent;
  silent.connection->stop(silent.now);
  CHECK(silent.connection->check_time(silent.now + 500));
  CHECK(silent.connection->state() == HttpConnection::State::kOver);

  Wire busy;
  busy.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab");
  busy.connection->stop(busy.now);
  busy.send("c");
  const std::string text = busy.answer();
  CHECK(contains(text, "/a abc"));
  CHECK(contains(text, "\r\nConnection: close\r\n"));
  CHECK(busy.connection->state() == HttpConnection::State::kOver);
}

TEST_CASE("a client that ends its side early gets what it asked for") {
  Wire wire;
  wire.send(post("/a", "x"));
  wire.connection->input_ended();
  CHECK(contains(wire.answer(), "/a x"));
  CHECK(wire.connection->state() == HttpConnection::State::kOver);

  Wire cut;
  cut.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab");
  cut.connection->input_ended();
  CHECK(cut.connection->state() == HttpConnection::State::kOver);
}

}  // namespace
}  // namespace mayfly
