// Bad input at every route of the table: the right status and code, and nothing changed in the
// store.
#include <algorithm>

#include "server/problem.h"
#include "server/routes_table.h"
#include "tests/server/routes_support.h"

namespace mayfly {
namespace {

void replace(std::string& text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  if (at != std::string::npos) text.replace(at, from.size(), to);
}

// The drop of these tests with a view claimed, so that each route has something to act on.
struct Prepared {
  Prepared() : view(drop.claim(door).substr(7)) {}

  std::string path_of(const Route& route) const {
    std::string path(route.pattern);
    replace(path, "{drop}", drop.drop);
    replace(path, "{grant}", drop.grant);
    replace(path, "{view}", view);
    replace(path, "{n}", "0");
    return path;
  }
  std::string token_of(const Route& route) const {
    switch (route.caller) {
      case Caller::kAnyone:
        return "";
      case Caller::kOwner:
        return drop.owner.text();
      case Caller::kAccess:
        return drop.access.text();
      case Caller::kLease:
        return drop.lease.text();
    }
    return "";
  }
  // A body that the route would take.
  std::string body_of(const Route& route) const {
    const std::string_view pattern = route.pattern;
    if (route.body_type == MediaType::kNone) return "";
    if (route.body_type == MediaType::kOctets) return drop.part;
    if (pattern.find("claim") != pattern.npos) return drop.claim_body().dump();
    if (route.method == Method::kPatch) return R"({"max_views":5,"expires_in":600})";
    return (pattern == "/drops/{drop}" ? drop.drop_body() : drop.grant_body()).dump();
  }
  Request request_of(const Route& route) const {
    Request request = Door::request(route.method, path_of(route), token_of(route), body_of(route));
    request.media_type = route.body_type;
    return request;
  }

  Door door;
  TestDrop drop;
  std::string view;
};

void check_refused(Prepared& prepared, const Request& request, int status, const char* code) {
  CAPTURE(request.path);
  const auto before = prepared.door.contents();
  const Reply reply = prepared.door.send(request);
  CHECK(reply.status == status);
  CHECK(reply.code() == code);
  CHECK(reply.json()["status"] == status);
  CHECK(reply.json()["type"] == "about:blank");
  CHECK(reply.header("Content-Type") == "application/problem+json");
  CHECK(reply.header("Cache-Control") == "no-store");
  CHECK(prepared.door.contents() == before);
}

void check_refused_unread(Prepared& prepared, const Request& request, int status,
                          const char* code) {
  check_refused(prepared, request, status, code);
  CHECK_FALSE(prepared.door.admits(request));
}

TEST_CASE("every path refuses the methods that it does not have") {
  Prepared prepared;
  for (const Route& route : routes()) {
    Request request = prepared.request_of(route);
    request.method = Method::kOther;
    check_refused_unread(prepared, request, 405, "method-not-allowed");
    CHECK_FALSE(prepared.door.send(request).header("Allow").empty());
  }
  Request request = Door::request(Method::kOther, prepared.drop.path);
  CHECK(prepared.door.send(request).header("Allow") == "PUT, GET, HEAD, PATCH, DELETE");
}

TEST_CASE("a part cannot be asked for its headers alone") {
  Prepared prepared;
  const Request request = Door::request(Method::kHead, "/views/" + prepared.view + "/parts/0",
                                        prepared.drop.lease.text());
  check_refused_unread(prepared, request, 405, "method-not-allowed");
  CHECK(prepared.door.send(request).header("Allow") == "GET");
}

TEST_CASE("every route that needs a token says so") {
  Prepared prepared;
  for (const Route& route : routes()) {
    if (route.caller == Caller::kAnyone) continue;
    Request request = prepared.request_of(route);
    request.bearer.reset();
    check_refused_unread(prepared, request, 401, "token-missing");
    CHECK(prepared.door.send(request).header("WWW-Authenticate") == "Bearer");
  }
}

TEST_CASE("every route that needs a token refuses another's") {
  Prepared prepared;
  for (const Route& route : routes()) {
    if (route.caller == Caller::kAnyone) continue;
    Request request = Door::request(route.method, prepared.path_of(route), TestToken(99).text(),
                                    prepared.body_of(route));
    request.media_type = route.body_type;
    check_refused(prepared, request, 403, "token-wrong");
    CHECK(prepared.door.admits(request));
  }
}

TEST_CASE("every id is taken in its one form only") {
  Prepared prepared;
  const std::string good = prepared.drop.drop;
  for (const Route& route : routes()) {
    for (const std::string& id : {std::string(""), good + "A", good.substr(1), good + "=",
                                  std::string("?"), std::string("+") + good.substr(1),
                                  good.substr(0, 21) + "B", good.substr(0, 20) + "%41"}) {
      for (const char* name : {"{drop}", "{grant}", "{view}"}) {
        if (route.pattern.find(name) == route.pattern.npos) continue;
        std::string path(route.pattern);
        replace(path, name, id);
        replace(path, "{drop}", prepared.drop.drop);
        replace(path, "{grant}", prepared.drop.grant);
        replace(path, "{view}", prepared.view);
        replace(path, "{n}", "0");
        Request request = prepared.request_of(route);
        request.path = "/api/v1" + path;
        check_refused_unread(prepared, request, 400, "bad-id");
      }
    }
  }
}

TEST_CASE("every part number is taken in its one form only") {
  Prepared prepared;
  for (const Route& route : routes()) {
    if (route.pattern.find("{n}") == route.pattern.npos) continue;
    for (const char* number : {"", "-1", "+0", "00", "01", "0x0", "1e0", " 0", "4294967296", "a"}) {
      Request request = prepared.request_of(route);
      request.path.replace(request.path.rfind('/') + 1, 1, number);
      check_refused_unread(prepared, request, 400, "bad-id");
    }
  }
}

TEST_CASE("a query is refused") {
  Prepared prepared;
  for (const Route& route : routes()) {
    Request request = prepared.request_of(route);
    request.has_query = true;
    check_refused_unread(prepared, request, 400, "bad-request");
  }
}

TEST_CASE("every body has its media type, its length and its limit") {
  Prepared prepared;
  for (const Route& route : routes()) {
    Request request = prepared.request_of(route);
    if (route.body_type == MediaType::kNone) {
      request.content_length = 1;
      request.body = "x";
      check_refused_unread(prepared, request, 413, "body-too-large");
      continue;
    }
    request.content_length.reset();
    check_refused_unread(prepared, request, 411, "length-required");
    request.content_length = route.body_size_max + 1;
    check_refused_unread(prepared, request, 413, "body-too-large");
    for (const MediaType type :
         {MediaType::kNone, MediaType::kJson, MediaType::kOctets, MediaType::kOther}) {
      if (type == route.body_type) continue;
      request = prepared.request_of(route);
      request.media_type = type;
      check_refused_unread(prepared, request, 415, "media-type");
    }
  }
}

TEST_CASE("every JSON body is one object in UTF-8 without a member twice") {
  Prepared prepared;
  for (const Route& route : routes()) {
    if (route.body_type != MediaType::kJson) continue;
    const std::string good = prepared.body_of(route);
    for (const std::string& body :
         {std::string(""), std::string("null"), std::string("[]"), std::string("{"), good + "x",
          good + good, "[" + good + "]", good.substr(0, good.size() - 1),
          "{\"x\":1,\"x\":1," + good.substr(1), "{\"x\":{\"y\":1,\"y\":1}," + good.substr(1),
          "\xef\xbb\xbf" + good, good + '\0', good + '\0' + good,
          "{\"x\":\"\xff\"," + good.substr(1), "{\"x\":NaN," + good.substr(1),
          "{'x':1," + good.substr(1), "{/**/\"x\":1," + good.substr(1), std::string(8000, '[')}) {
      CAPTURE(body);
      Request request = prepared.request_of(route);
      request.body = body;
      request.content_length = body.size();
      check_refused(prepared, request, 400, "bad-json");
    }
  }
}

TEST_CASE("paths that are not in the table are not found") {
  Prepared prepared;
  for (const char* path : {"", "/", "/info/", "/Info", "/drops", "/drops/", "/views/a/parts",
                           "/drops/a/parts/0/0", "//info", "/grants/a/claims", "/../info"}) {
    const Reply reply = prepared.door.call(Method::kGet, path);
    CAPTURE(path);
    // "/drops/" has the form of a drop with an empty id.
    CHECK(reply.status == (std::string(path) == "/drops/" ? 400 : 404));
  }
}

TEST_CASE("outside the API only GET and HEAD are served, whatever the body") {
  Door door;
  Request request = Door::request(Method::kPost, "");
  request.path = "/share";  // which the service worker answers, where there is one
  request.content_length = 1'000'000;
  const Reply reply = door.send(request);
  CHECK(reply.status == 405);
  CHECK(reply.header("Allow") == "GET, HEAD");
}

TEST_CASE("things that are not there have their own codes") {
  Door door;
  const TestDrop drop;
  const std::string token = drop.owner.text();
  CHECK(door.call(Method::kGet, drop.path, token).code() == "drop-not-found");
  CHECK(door.call(Method::kGet, "/grants/" + drop.grant).code() == "grant-not-found");
  CHECK(
      door.call(Method::kPost, "/grants/" + drop.grant + "/claim", token, drop.claim_body().dump())
          .code() == "grant-not-found");
  CHECK(door.call(Method::kGet, "/views/" + drop.grant + "/parts/0", token).code() ==
        "view-not-found");
  drop.create(door);
  CHECK(door.call(Method::kPatch, drop.grant_path, token, R"({"max_views":1})").code() ==
        "grant-not-found");
  CHECK(door.call(Method::kPut, drop.path + "/parts/1", token, drop.part).code() ==
        "part-not-found");
  const Reply size = door.call(Method::kPut, drop.path + "/parts/0", token, drop.part + "x");
  CHECK(size.code() == "part-size-wrong");
  CHECK(size.json()["expected"] == 1016);
  CHECK(door.contents().size() > 0);
}

TEST_CASE("each code has one status, and all codes differ") {
  std::vector<std::string_view> seen;
  for (int i = 0; i <= static_cast<int>(Code::kStorageFull); ++i) {
    const Code code = static_cast<Code>(i);
    const Response response = problem_response(code);
    const auto document = nlohmann::json::parse(response.content());
    CHECK(document["status"] == response.status);
    CHECK(document["code"] == code_text(code));
    CHECK(std::find(seen.begin(), seen.end(), code_text(code)) == seen.end());
    seen.push_back(code_text(code));
  }
}

}  // namespace
}  // namespace mayfly
