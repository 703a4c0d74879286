// The memory of connections: what bodies and answers hold, and what waits for it.
#include "tests/server/http_wire.h"

namespace mayfly {
namespace {

constexpr uint64_t kKiB = 1024;

TEST_CASE("a body holds memory for what has come and some more, and gives it back") {
  Wire wire;
  wire.send(head_of(kBodySizeMax));
  CHECK(wire.memory.held() == 0);
  wire.send(std::string(16 * kKiB - 1, 'x'));
  CHECK(wire.memory.held() == 0);
  wire.send("x");
  CHECK(wire.memory.held() == 64 * kKiB);
  wire.send(std::string(48 * kKiB, 'x'));
  CHECK(wire.memory.held() == kBodySizeMax);
  wire.connection.reset();
  CHECK(wire.memory.held() == 0);
}

TEST_CASE("a body that there is no memory for is not read on until there is") {
  Wire wire(100 * kKiB);
  auto other = wire.connect(Address{1});
  std::swap(wire.connection, other);
  wire.send(head_of(kBodySizeMax) + std::string(20 * kKiB, 'x'));
  std::swap(wire.connection, other);
  const std::string body(kBodySizeMax, 'x');
  wire.send(head_of(body.size()) + body);
  CHECK(wire.connection->state() == HttpConnection::State::kWaiting);
  CHECK_FALSE(wire.connection->wants_to_read());
  CHECK_FALSE(wire.connection->retry(wire.now));
  other.reset();
  CHECK(wire.connection->retry(wire.now));
  CHECK(wire.connection->state() == HttpConnection::State::kBody);
  wire.send(body.substr(16 * kKiB));
  CHECK(wire.answer().starts_with("HTTP/1.1 200 OK"));
}

TEST_CASE("bodies that come side by side never wait for each other in a ring") {
  Wire wire(250 * kKiB);  // room for two and a half
  std::vector<std::unique_ptr<HttpConnection>> all;
  for (uint8_t i = 0; i < 8; ++i) all.push_back(wire.connect(Address{i}));
  std::vector<std::string> left(all.size(), head_of(kBodySizeMax) + std::string(kBodySizeMax, 'x'));
  size_t answered = 0;
  for (int round = 0; round < 1000 && answered < all.size(); ++round) {
    for (size_t i = 0; i < all.size(); ++i) {
      std::swap(wire.connection, all[i]);
      wire.connection->retry(wire.now);
      const std::string some = left[i].substr(0, 5'000);
      if (wire.connection->wants_to_read() && !some.empty()) {
        const size_t size = std::min(some.size(), wire.connection->read_size_max());
        wire.connection->received(some.substr(0, size), wire.now);
        left[i].erase(0, size);
      }
      CHECK(wire.memory.held() <= 250 * kKiB);
      if (wire.connection->state() == HttpConnection::State::kReady) {
        answered += wire.answer().starts_with("HTTP/1.1 200 OK") ? 1 : 0;
      }
      std::swap(wire.connection, all[i]);
    }
  }
  CHECK(answered == all.size());
}

TEST_CASE("one client's bodies do not take the memory of another's") {
  Wire wire(200 * kKiB, 130 * kKiB);
  auto first = wire.connect(Address{1});
  auto second = wire.connect(Address{1});
  for (auto* each : {&first, &second}) {
    std::swap(wire.connection, *each);
    wire.send(head_of(kBodySizeMax) + std::string(20 * kKiB, 'x'));
    std::swap(wire.connection, *each);
  }
  CHECK(first->state() == HttpConnection::State::kBody);
  CHECK(second->state() == HttpConnection::State::kWaiting);
  wire.send(head_of(60 * kKiB) + std::string(60 * kKiB, 'x'));
  CHECK(wire.connection->state() == HttpConnection::State::kReady);
}

TEST_CASE("what waits for memory too long is told to come again") {
  Wire wire(10 * kKiB);
  wire.send(head_of(kBodySizeMax) + std::string(16 * kKiB, 'x'));
  REQUIRE(wire.connection->state() == HttpConnection::State::kWaiting);
  SUBCASE("by its deadline") {
    wire.now += 10'000 + static_cast<int64_t>(kBodySizeMax) / 10 * 1000;
    CHECK(wire.connection->check_time(wire.now));
  }
  SUBCASE("because others have a better claim") { wire.connection->give_way(wire.now); }
  const std::string text = wire.answer();
  CHECK(contains(text, "\"busy\""));
  CHECK(contains(text, "\r\nRetry-After: "));
  CHECK(wire.connection->state() == HttpConnection::State::kDiscarding);
}

TEST_CASE("small bodies and answers cost no memory of parts") {
  Wire wire(1);
  wire.send(post("/a", std::string(8 * kKiB, 'x')));
  CHECK(wire.answer().starts_with("HTTP/1.1 200 OK"));
}

TEST_CASE("a request is not run before there is memory for its answer") {
  const std::string get = "GET /large HTTP/1.1\r\nHost: a\r\n\r\n";
  Wire wire(150 * kKiB);
  auto other = wire.connect(Address{1});
  other->received(get, wire.now);
  CHECK(other->state() == HttpConnection::State::kReady);
  CHECK(wire.memory.held() == kBodySizeMax);
  wire.send(get);
  CHECK(wire.connection->state() == HttpConnection::State::kWaiting);
  std::swap(wire.connection, other);
  CHECK(wire.answer().starts_with("HTTP/1.1 200 OK"));
  CHECK(wire.memory.held() == 0);
  CHECK(other->retry(wire.now));
  CHECK(other->state() == HttpConnection::State::kReady);
}

TEST_CASE("a large answer that was not told of is sent only where there is memory for it") {
  Wire wire(50 * kKiB);
  wire.send("GET /large/unsaid HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(contains(wire.answer(), "\"busy\""));
}

TEST_CASE("a slow reader's answer holds memory for what is left of it") {
  Wire wire;
  wire.limits.bytes_per_second_min = 1000;
  wire.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  wire.connection->answer(wire.engine.run(wire.connection->take_request()), wire.now);
  const size_t head = wire.connection->to_send().pieces[0].size();
  wire.connection->sent(head + 60'000, wire.now);
  wire.now += 10'000;
  CHECK_FALSE(wire.connection->check_time(wire.now));
  CHECK(wire.memory.held() == kBodySizeMax - 60'000);
  CHECK(wire.connection->to_send().pieces[1] == std::string(kBodySizeMax - 60'000, 'z'));
  wire.connection->sent(kBodySizeMax - 60'000, wire.now);
  CHECK(wire.connection->state() == HttpConnection::State::kHead);
  CHECK(wire.memory.held() == 0);
}

TEST_CASE("a transfer that stands still is given up long before its whole time is over") {
  Wire wire;
  wire.limits.bytes_per_second_min = 1000;
  wire.send(head_of(kBodySizeMax) + std::string(30'000, 'x'));
  wire.now += 10'000;
  CHECK_FALSE(wire.connection->check_time(wire.now));
  wire.send(std::string(4'999, 'x'));
  wire.now += 10'000;
  CHECK(wire.connection->check_time(wire.now));
  CHECK(contains(wire.answer(), "\"too-slow\""));
}

}  // namespace
}  // namespace mayfly
