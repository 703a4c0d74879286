// Refusals of the server, as people read them.
#include "tools/mayfly/problem.h"

#include <doctest/doctest.h>

namespace mayfly {
namespace {

Failure of(int status, std::string body) {
  return failure_of(HttpAnswer{status, "application/problem+json", std::move(body), std::nullopt});
}

TEST_CASE("codes have sentences and exit codes") {
  CHECK(of(403, R"({"code":"token-wrong"})").code == ExitCode::kWrongKey);
  CHECK(of(404, R"({"code":"grant-not-found"})").code == ExitCode::kGone);
  CHECK(of(410, R"({"code":"lease-ended"})").code == ExitCode::kGone);
  CHECK(of(429, R"({"code":"too-many-attempts"})").code == ExitCode::kBusy);
  CHECK(of(507, R"({"code":"storage-full"})").code == ExitCode::kBusy);
}

TEST_CASE("why it is gone") {
  CHECK(of(410, R"({"code":"drop-gone","reason":"viewed"})").text ==
        "gone: it was opened as often as it could be, and is erased");
  CHECK(of(410, R"({"code":"drop-gone","reason":"burned"})").text == "gone: its owner burned it");
  CHECK(of(410, R"({"code":"drop-gone"})").code == ExitCode::kGone);
}

TEST_CASE("numbers and field names are taken, other text is not") {
  CHECK(of(413, R"({"code":"drop-too-large","limit":1000000})").text.find("1.0 MB") !=
        std::string::npos);
  CHECK(of(400, R"({"code":"bad-field","field":"max_views"})").text.find("max_views") !=
        std::string::npos);
  CHECK(of(400, "{\"code\":\"bad-field\",\"field\":\"\\u001b[31m\"}").text.find('\x1b') ==
        std::string::npos);
  CHECK(of(418, R"({"code":"teapot","detail":"SECRET"})").text.find("SECRET") == std::string::npos);
}

TEST_CASE("what is no problem document comes from another kind of server") {
  for (const char* body : {"", "<html>", "[]", "{}", R"({"code":7})", "\xff"}) {
    CAPTURE(body);
    CHECK(of(404, body).text.find("not a Mayfly server") != std::string::npos);
  }
  CHECK(of(301, "").text.find("redirects") != std::string::npos);
}

TEST_CASE("only what may pass is tried again") {
  for (int status : {408, 429, 500, 502, 503, 504})
    CHECK(is_passing(HttpAnswer{status, {}, {}, {}}));
  for (int status : {301, 400, 401, 403, 404, 409, 410, 413, 507}) {
    CHECK(!is_passing(HttpAnswer{status, {}, {}, {}}));
  }
}

}  // namespace
}  // namespace mayfly
