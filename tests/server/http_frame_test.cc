// The strict reader of frames: what it takes, and all that it refuses.
#include "server/http_frame.h"

#include <doctest/doctest.h>

#include <string>

namespace mayfly {
namespace {

std::string get_with(const std::string& lines) {
  return "GET /d HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n";
}

Code refusal_of(const std::string& text) {
  const auto frame = read_frame(text);
  REQUIRE_FALSE(frame);
  return frame.error();
}

TEST_CASE("an ordinary request is framed") {
  const auto frame = read_frame(
      "PUT /api/v1/drops/abc?x=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n"
      "content-type: application/json\r\n\r\n");
  REQUIRE(frame);
  CHECK(frame->head.method == Method::kPut);
  CHECK(frame->head.path == "/api/v1/drops/abc");
  CHECK(frame->head.has_query);
  CHECK(frame->head.content_length == 12u);
  CHECK(frame->keep_alive);
}

TEST_CASE("the path stays as it stood in the request line") {
  const auto frame = read_frame("GET /d%231abc/../%00 HTTP/1.1\r\nHost: a\r\n\r\n");
  REQUIRE(frame);
  CHECK(frame->head.path == "/d%231abc/../%00");
}

TEST_CASE("close and HTTP/1.0 end the connection") {
  CHECK_FALSE(read_frame(get_with("Connection: x, Close\r\n"))->keep_alive);
  CHECK_FALSE(read_frame("GET / HTTP/1.0\r\n\r\n")->keep_alive);
}

TEST_CASE("what can refuse a request is read with its frame") {
  const std::string token(43, 'A');
  const auto frame = read_frame(
      get_with("Authorization: Bearer " + token + "\r\nContent-Type: application/json\r\n"));
  REQUIRE(frame);
  CHECK(frame->head.bearer.has_value());
  CHECK(frame->head.media_type == MediaType::kJson);
  CHECK_FALSE(read_frame(get_with("Authorization: Bearer " + token + "A\r\n"))->head.bearer);
}

TEST_CASE("request lines of another form are refused") {
  for (const char* line :
       {"", " ", "GET", "GET /", "GET  / HTTP/1.1", "GET / HTTP/1.1 ", " GET / HTTP/1.1",
        "GET / HTTP/2.0", "GET / http/1.1", "GET /\tHTTP/1.1", "GET x HTTP/1.1",
        "GET http://a/ HTTP/1.1", "GET /a b HTTP/1.1", "GET /#a HTTP/1.1", "G\x01T / HTTP/1.1",
        "GET /\xc3\xa9 HTTP/1.1", "GET * HTTP/1.1", "GET /\x7f HTTP/1.1"}) {
    CAPTURE(line);
    CHECK(refusal_of(std::string(line) + "\r\nHost: a\r\n\r\n") == Code::kBadRequest);
  }
}

TEST_CASE("header lines of another form are refused") {
  for (const char* lines :
       {"Name : x\r\n", " Name: x\r\n", "Name\r\n", ": x\r\n", "A: b\r\n folded\r\n",
        "A: b\nHost: c\r\n", "A: b\rc\r\n", "A: b\x01\r\n", "N\xc3\xa4me: x\r\n", "A: \x7f\r\n",
        "Host: second\r\n", "Content-Type: a\r\nContent-Type: a\r\n",
        "Authorization: Bearer a\r\nAuthorization: Bearer a\r\n"}) {
    CAPTURE(lines);
    CHECK(refusal_of(get_with(lines)) == Code::kBadRequest);
  }
  CHECK(refusal_of("GET / HTTP/1.1\r\n\r\n") == Code::kBadRequest);
  CHECK(refusal_of(std::string("GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n", 30)) == Code::kBadRequest);
}

TEST_CASE("a length is one run of digits, once") {
  for (const char* lines :
       {"Content-Length: \r\n", "Content-Length: -1\r\n", "Content-Length: +1\r\n",
        "Content-Length: 1, 1\r\n", "Content-Length: 0x1\r\n", "Content-Length: 1 1\r\n"}) {
    CAPTURE(lines);
    CHECK(refusal_of(get_with(lines)) == Code::kBadRequest);
  }
  CHECK(refusal_of(get_with("Content-Length: 1\r\nContent-Length: 1\r\n")) ==
        Code::kLengthRequired);
  CHECK(refusal_of(get_with("Content-Length: 99999999999999999999\r\n")) == Code::kBodyTooLarge);
}

TEST_CASE("what is not served is refused by name") {
  CHECK(refusal_of(get_with("Transfer-Encoding: chunked\r\n")) == Code::kLengthRequired);
  CHECK(refusal_of(get_with("Content-Encoding: gzip\r\n")) == Code::kMediaType);
  CHECK(refusal_of(get_with("Range: bytes=0-1\r\n")) == Code::kNotSupported);
  CHECK(refusal_of(get_with("Expect: 200-ok\r\n")) == Code::kNotSupported);
  CHECK(refusal_of(get_with("Upgrade: h2c\r\n")) == Code::kNotSupported);
}

TEST_CASE("the header section is bounded in lines and bytes") {
  std::string lines;
  for (size_t i = 0; i + 1 < kHeaderLinesMax; ++i) lines += "A: b\r\n";
  CHECK(read_frame(get_with(lines)));
  CHECK(refusal_of(get_with(lines + "A: b\r\n")) == Code::kHeadersTooLarge);
  const std::string around = get_with("A: \r\n");
  CHECK(read_frame(get_with("A: " + std::string(kHeadSizeMax - around.size(), 'x') + "\r\n")));
  CHECK(refusal_of(get_with("A: " + std::string(kHeadSizeMax, 'x') + "\r\n")) ==
        Code::kHeadersTooLarge);
}

}  // namespace
}  // namespace mayfly
