// The whole door on a store in memory, called without sockets.
#pragma once

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "common/base64url.h"
#include "server/memory_store.h"
#include "server/routes.h"
#include "tests/support/hermetic.h"

namespace mayfly {

// A token and what the server keeps of it, both as text; made from one byte.
struct TestToken {
  explicit TestToken(uint8_t seed) : bytes_{} { bytes_.fill(seed); }
  std::string text() const { return base64url_encode(bytes_); }
  std::string verifier() const { return Verifier::of(bytes_).to_text(); }

 private:
  ByteArray<32> bytes_;
};

template <typename AnyId>
std::string id_text(uint8_t seed) {
  AnyId id;
  id.bytes.fill(seed);
  return id.to_text();
}

struct Reply {
  int status;
  std::string text;
  Response response;

  nlohmann::json json() const { return nlohmann::json::parse(text, nullptr, false); }
  std::string code() const { return json().value("code", ""); }
  std::string header(std::string_view name) const {
    for (const auto& [each, value] : response.headers) {
      if (each == name) return value;
    }
    return {};
  }
};

class Door {
 public:
  // An age recipient; whose does not matter here.
  static constexpr std::string_view kReportRecipient =
      "age1v5erqzs4t9ngklm7ze2x08pgz6crw7fnpwe28l8jveztygwmqaasnf72vd";

  explicit Door(ServerInfo info = {"1.2.3", 86'400, 1, kReportRecipient, true})
      : rules_(store, clock, random_, limits()),
        services_(rules_, info),
        site_({}, ""),
        log_(-1, [] { return 0; }),
        routes_(services_, site_, log_) {}

  // `body` goes with the Content-Type that the route wants: JSON, unless the path is a part's.
  static Request request(Method method, const std::string& path, const std::string& token = "",
                         const std::string& body = "") {
    Request made;
    made.method = method;
    made.path = "/api/v1" + path;
    if (!token.empty()) {
      made.bearer = BearerToken::filled_by(
          [&](MutableBytes out) { REQUIRE(base64url_decode_into(token, out)); });
    }
    const bool takes_body = method == Method::kPut || method == Method::kPatch ||
                            (method == Method::kPost && path.find("/claim") != path.npos);
    if (takes_body || !body.empty()) {
      made.media_type = path.find("/parts/") != path.npos ? MediaType::kOctets : MediaType::kJson;
      made.content_length = body.size();
    }
    made.body = body;
    return made;
  }

  Reply send(const Request& request) {
    Response response = routes_.handle(request);
    return {response.status, std::string(response.content()), std::move(response)};
  }
  Reply call(Method method, const std::string& path, const std::string& token = "",
             const std::string& body = "") {
    return send(request(method, path, token, body));
  }
  // Whether the body of such a request would be read.
  bool admits(const RequestHead& head) {
    return std::holds_alternative<Admitted>(routes_.admit(head));
  }
  // All that the store holds, to see whether a call changed anything.
  std::vector<std::pair<Bytes, Bytes>> contents() const {
    std::vector<std::pair<Bytes, Bytes>> all;
    for (const Table table :
         {Table::kRecords, Table::kDue, Table::kEvents, Table::kContents, Table::kParts}) {
      const auto entries = store.scan({table, {}, Bytes(64, 0xff)}, SIZE_MAX);
      REQUIRE(entries);
      for (const Entry& entry : *entries) {
        const auto value = store.get(table, entry.key);
        all.emplace_back(entry.key, value->value());
      }
    }
    return all;
  }

  MemoryStore store;
  FixedClock clock;

 private:
  static RuleLimits limits() {
    RuleLimits limits;
    limits.drop_bytes_max = 16 << 20;
    limits.reports_max = 3;
    limits.reports_per_drop_max = 3;
    return limits;
  }

  CountingRandom random_;
  Rules rules_;
  Services services_;
  const Site site_;
  Log log_;
  Routes routes_;
};

// The one drop of these tests, and the calls that make it.
struct TestDrop {
  const std::string drop = id_text<DropId>(1);
  const std::string grant = id_text<GrantId>(2);
  const TestToken owner{3};
  const TestToken access{4};
  const TestToken lease{5};
  const std::string part = std::string(1000 + 16, 'p');
  const std::string path = "/drops/" + drop;
  const std::string grant_path = path + "/grants/" + grant;

  nlohmann::json drop_body() const {
    return {{"size", 1000},
            {"part_size", 1 << 20},
            {"expires_in", 3600},
            {"owner_verifier", owner.verifier()},
            {"owner_key", id_text<OwnerKey>(9)},
            {"track", false}};
  }
  nlohmann::json grant_body() const {
    return {{"access_verifier", access.verifier()},
            {"header", base64url_encode(Bytes(200, 7))},
            {"max_views", 2},
            {"password", {{"ops", 3}, {"mem", 64 << 20}}},
            {"note", base64url_encode(Bytes(40, 8))},
            {"hint", nullptr}};
  }
  nlohmann::json claim_body() const { return {{"lease_verifier", lease.verifier()}}; }

  void create(Door& door) const {
    REQUIRE(door.call(Method::kPut, path, "", drop_body().dump()).status == 201);
  }
  void upload(Door& door) const {
    create(door);
    REQUIRE(door.call(Method::kPut, path + "/parts/0", owner.text(), part).status == 204);
    REQUIRE(door.call(Method::kPut, grant_path, owner.text(), grant_body().dump()).status == 201);
  }
  void seal(Door& door) const {
    upload(door);
    REQUIRE(door.call(Method::kPost, path + "/seal", owner.text()).status == 200);
  }
  // The view's path.
  std::string claim(Door& door) const {
    seal(door);
    const Reply reply =
        door.call(Method::kPost, "/grants/" + grant + "/claim", access.text(), claim_body().dump());
    REQUIRE(reply.status == 200);
    return "/views/" + reply.json().value("view", "");
  }
};

}  // namespace mayfly
