// Answers whose content is a file: what a connection has left to send, and what a socket gets of
// it.
#include <sys/mman.h>
#include <sys/socket.h>

#include "tests/server/http_wire.h"

namespace mayfly {
namespace {

constexpr size_t kSize = 70'000;

Descriptor file_of(const std::string& content) {
  Descriptor file(memfd_create("part", MFD_CLOEXEC));
  REQUIRE(write(file.get(), content.data(), content.size()) ==
          static_cast<ssize_t>(content.size()));
  return file;
}

WholeAnswer answer_of(const std::string& content, uint64_t size) {
  WholeAnswer answer;
  answer.head = "HTTP/1.1 200 OK\r\n\r\n";
  answer.keep_alive = true;
  answer.response.file = StoredFile{file_of(content), size};
  return answer;
}

struct Pair {
  Pair() {
    std::array<int, 2> ends{};
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()) == 0);
    server = Descriptor(ends[0]);
    client = Descriptor(ends[1]);
  }
  Descriptor server;
  Descriptor client;
};

TEST_CASE("a file is sent behind its header section, from wherever it has got to") {
  const std::string content(kSize, 'f');
  const Pair pair;
  Wire wire;
  wire.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
  wire.connection->take_request();
  WholeAnswer answer = answer_of(content + "sum", kSize);
  const std::string expected = answer.head + content;
  wire.connection->answer(std::move(answer), wire.now);
  CHECK(wire.memory.held() == 0);

  std::string got;
  std::array<char, 5000> some;
  while (wire.connection->state() == HttpConnection::State::kSending) {
    const Transfer sent = send_to(pair.server, wire.connection->to_send());
    REQUIRE(sent.outcome != Transfer::Outcome::kBroken);
    wire.connection->sent(sent.size, wire.now);
    const Transfer read = receive_from(pair.client, some);
    got.append(some.data(), read.size);
  }
  for (;;) {
    const Transfer read = receive_from(pair.client, some);
    if (read.outcome != Transfer::Outcome::kDone) break;
    got.append(some.data(), read.size);
  }
  CHECK(got == expected);
  CHECK(wire.connection->state() == HttpConnection::State::kHead);
}

TEST_CASE("a slow reader's file goes on from where it has got to") {
  Wire wire;
  wire.limits.bytes_per_second_min = 1000;
  wire.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
  wire.connection->take_request();
  WholeAnswer answer = answer_of(std::string(kSize, 'f'), kSize);
  const size_t head = answer.head.size();
  wire.connection->answer(std::move(answer), wire.now);
  wire.connection->sent(head + 60'000, wire.now);
  wire.now += 10'000;
  CHECK_FALSE(wire.connection->check_time(wire.now));
  CHECK(wire.connection->to_send().file_begin == 60'000);
  CHECK(wire.connection->to_send().file_size == kSize - 60'000);
  wire.now += 10'000;
  CHECK(wire.connection->check_time(wire.now));
  CHECK(wire.connection->state() == HttpConnection::State::kOver);
}

TEST_CASE("a file that has become shorter than was announced breaks the answer off") {
  const Pair pair;
  const WholeAnswer answer = answer_of("short", kSize);
  Outgoing outgoing;
  outgoing.file = &answer.response.file->descriptor;
  outgoing.file_size = kSize;
  CHECK(send_to(pair.server, outgoing).size == 5);
  outgoing.file_begin = 5;
  outgoing.file_size = kSize - 5;
  CHECK(send_to(pair.server, outgoing).outcome == Transfer::Outcome::kBroken);
}

}  // namespace
}  // namespace mayfly
