// Whole requests through httplib on memory: what reaches the application, and what goes on the
// wire.
#include "server/http_engine.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <stdexcept>

#include "server/log.h"
#include "server/problem.h"

namespace mayfly {
namespace {

constexpr char kToken[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

const ClientKey kClient = ClientKey::from(ByteArray<16>{1, 2, 3});

// Keeps what it was asked, and answers with `response`, or throws where the path says so.
class Recorder final : public Application {
 public:
  Admission admit(const RequestHead&) override { return Admitted{100}; }
  Response handle(const Request& request) override {
    if (request.path == "/throws") throw std::runtime_error("secret text");
    static_cast<RequestLine&>(seen) = request;
    has_bearer = request.bearer.has_value();
    seen.media_type = request.media_type;
    seen.accepts_brotli = request.accepts_brotli;
    seen.accepts_gzip = request.accepts_gzip;
    seen.if_none_match = request.if_none_match;
    seen.content_length = request.content_length;
    seen.body = request.body.view();
    seen.client = request.client;
    return {response.status, response.headers, response.body};
  }

  Request seen;
  bool has_bearer = false;
  Response response;
};

struct Bench {
  WholeAnswer run(const std::string& line, const std::string& fields = "", std::string body = "") {
    return engine.run(
        {line + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n", std::move(body), kClient, true});
  }

  Recorder recorder;
  Log log{STDERR_FILENO, [] { return int64_t{0}; }};
  HttpEngine engine{recorder, log};
};

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("a request arrives with all that routes ask for") {
  Bench bench;
  bench.run("PUT /api/v1/x?y=1",
            std::string("Content-Length: 5\r\ncontent-type: application/JSON; charset=utf-8\r\n") +
                "Authorization: bearer " + kToken +
                "\r\nAccept-Encoding: gzip, br;q=0.5, zstd\r\nIf-None-Match: \"x\"\r\n",
            "hello");
  const Request& seen = bench.recorder.seen;
  CHECK(seen.method == Method::kPut);
  CHECK(seen.path == "/api/v1/x");
  CHECK(seen.has_query);
  CHECK(bench.recorder.has_bearer);
  CHECK(seen.media_type == MediaType::kJson);
  CHECK(seen.accepts_gzip);
  CHECK(seen.accepts_brotli);
  CHECK(seen.if_none_match == "\"x\"");
  CHECK(seen.content_length == 5u);
  CHECK(seen.body.view() == "hello");
  CHECK(seen.client == kClient);
}

TEST_CASE("the path arrives as it stood in the request line") {
  Bench bench;
  bench.run("GET /d%231abc/../%00");
  CHECK(bench.recorder.seen.path == "/d%231abc/../%00");
}

TEST_CASE("an encoding with weight 0 is not accepted") {
  Bench bench;
  bench.run("GET /", "Accept-Encoding: br;q=0, gzip;q=0.000\r\n");
  CHECK_FALSE(bench.recorder.seen.accepts_brotli);
  CHECK_FALSE(bench.recorder.seen.accepts_gzip);
}

TEST_CASE("a token is 32 bytes of canonical base64url after one blank") {
  Bench bench;
  const std::string token = kToken;
  bench.run("GET /", "Authorization: Bearer " + token + "\r\n");
  CHECK(bench.recorder.has_bearer);
  for (const std::string& value :
       {token, "Basic " + token, "Bearer  " + token, "Bearer " + token + "A", "Bearer" + token,
        "Bearer " + token.substr(1), "Bearer " + token.substr(1) + "B", "Bearer " + token + "="}) {
    CAPTURE(value);
    bench.run("GET /", "Authorization: " + value + "\r\n");
    CHECK_FALSE(bench.recorder.has_bearer);
  }
}

TEST_CASE("an answer has its own fields and the usual ones, once") {
  Bench bench;
  bench.recorder.response = {
      201, {{"Content-Type", "text/plain"}, {"ETag", "\"e\""}}, std::string("abc")};
  const WholeAnswer answer = bench.run("GET /");
  CHECK(answer.head.starts_with("HTTP/1.1 201 Created\r\n"));
  CHECK(answer.head.ends_with("\r\n\r\n"));
  for (const char* field : {"Content-Type: text/plain", "ETag: \"e\"", "Content-Length: 3",
                            "Date: ", "Accept-Ranges: none"}) {
    CAPTURE(field);
    CHECK(contains(answer.head, std::string("\r\n") + field));
    CHECK(answer.head.find(field) == answer.head.rfind(field));
  }
  CHECK_FALSE(contains(answer.head, "Keep-Alive"));
  CHECK_FALSE(contains(answer.head, "Connection"));
  CHECK(answer.response.content() == "abc");
  CHECK(answer.keep_alive);
}

TEST_CASE("an answer that cannot have content claims no length") {
  Bench bench;
  for (const int status : {204, 304}) {
    bench.recorder.response = {status, {}, std::string()};
    CHECK_FALSE(contains(bench.run("GET /").head, "Content-Length"));
  }
}

TEST_CASE("HEAD gets the header section of GET and no content") {
  Bench bench;
  bench.recorder.response = {200, {}, std::string("abc")};
  const WholeAnswer answer = bench.run("HEAD /");
  CHECK(contains(answer.head, "\r\nContent-Length: 3\r\n"));
  CHECK(answer.response.content().empty());
}

TEST_CASE("refusals close, and so does whoever asks for it") {
  Bench bench;
  bench.recorder.response = problem_response(Code::kNotFound);
  const WholeAnswer refused = bench.run("GET /");
  CHECK_FALSE(refused.keep_alive);
  CHECK(contains(refused.head, "\r\nConnection: close\r\n"));

  bench.recorder.response = Response();
  const WholeAnswer last =
      bench.engine.run({"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "", kClient, false});
  CHECK_FALSE(last.keep_alive);
  CHECK(contains(last.head, "\r\nConnection: close\r\n"));
}

TEST_CASE("a refusal needs no request") {
  Bench bench;
  const WholeAnswer answer = bench.engine.refuse(Method::kPut, problem_response(Code::kTooSlow));
  CHECK(answer.head.starts_with("HTTP/1.1 408 "));
  CHECK(contains(std::string(answer.response.content()), "\"too-slow\""));
  CHECK(bench.engine.refuse(Method::kHead, problem_response(Code::kTooSlow))
            .response.content()
            .empty());
}

TEST_CASE("an exception ends as an internal error without its text") {
  Bench bench;
  const WholeAnswer answer = bench.run("GET /throws");
  CHECK(answer.response.status == 500);
  CHECK_FALSE(contains(answer.head + std::string(answer.response.content()), "secret"));
  bench.recorder.response = Response();
  CHECK(bench.run("GET /").response.status == 200);
}

TEST_CASE("what httplib cannot read is a bad request") {
  Bench bench;
  const WholeAnswer answer = bench.run("GET /", "A: " + std::string(10'000, 'x') + "\r\n");
  CHECK(answer.response.status == 400);
  CHECK(contains(std::string(answer.response.content()), "\"bad-request\""));
}

}  // namespace
}  // namespace mayfly
