// Every member of every JSON body: missing, of another type, out of range; the problem names it.
#include "tests/server/routes_support.h"

namespace mayfly {
namespace {

using Json = nlohmann::json;

struct BadField {
  const char* name;
  std::vector<Json> values;
};

// Sends `good` with each bad value in turn, and without the member where it must be there.
void check_fields(Door& door, const Request& like, const Json& good,
                  const std::vector<BadField>& fields) {
  for (const BadField& field : fields) {
    for (const Json& value : field.values) {
      Json body = good;
      // A discarded value stands for a missing member.
      if (value.is_discarded()) {
        body.erase(field.name);
      } else {
        body[field.name] = value;
      }
      Request request = Door::request(like.method, like.path.substr(7), "", body.dump());
      if (like.bearer) request.bearer = like.bearer->duplicate();
      const auto before = door.contents();
      const Reply reply = door.send(request);
      CAPTURE(field.name);
      CAPTURE(body.dump());
      CHECK(reply.status == 400);
      CHECK(reply.code() == "bad-field");
      CHECK(reply.json().value("field", "") == field.name);
      CHECK(door.contents() == before);
    }
  }
}

const Json kMissing(Json::value_t::discarded);
const Json kObject = Json::object();
const std::string kShort = base64url_encode(Bytes(31, 1));
const std::string kLong = base64url_encode(Bytes(33, 1));
const std::string kNotCanonical = std::string(42, 'A') + "B";

TEST_CASE("fields of a new drop") {
  Door door;
  const TestDrop drop;
  const std::vector<Json> not_32_bytes = {kMissing, nullptr,       1,      "", kShort, kLong,
                                          true,     kNotCanonical, kObject};
  check_fields(
      door, Door::request(Method::kPut, drop.path), drop.drop_body(),
      {{"size", {kMissing, nullptr, "1", -1, 1.5, true, kObject, 1e300}},
       {"part_size", {kMissing, nullptr, "1", 0, -1, 1, (1 << 20) + 1, 1 << 24, 1048576.0}},
       {"expires_in",
        {kMissing, nullptr, "1", -1, 0, 1.5, 1e300, true, uint64_t{18'446'744'073'709'551'615u}}},
       {"owner_verifier", not_32_bytes},
       {"owner_key", not_32_bytes},
       {"track", {kMissing, nullptr, 0, 1, "true", kObject}},
       {"expires_at", {door.clock.now() + 10, nullptr}}});
}

TEST_CASE("a size past the limit has a code of its own") {
  Door door;
  const TestDrop drop;
  for (const uint64_t size : {(uint64_t{16} << 20) + 1, uint64_t{1} << 40, UINT64_MAX}) {
    auto body = drop.drop_body();
    body["size"] = size;
    const Reply reply = door.call(Method::kPut, drop.path, "", body.dump());
    CHECK(reply.status == 413);
    CHECK(reply.code() == "drop-too-large");
    CHECK(reply.json()["limit"] == 16 << 20);
  }
  CHECK(door.contents().empty());
}

TEST_CASE("fields of a grant") {
  Door door;
  const TestDrop drop;
  drop.create(door);
  const auto password = [](const Json& ops, const Json& mem) -> Json {
    return {{"ops", ops}, {"mem", mem}};
  };
  check_fields(
      door, Door::request(Method::kPut, drop.grant_path, drop.owner.text()), drop.grant_body(),
      {{"access_verifier", {kMissing, nullptr, 1, "", kShort, kLong, kNotCanonical}},
       {"header", {kMissing, nullptr, 1, "", "A", "====", "AB", base64url_encode(Bytes(1025, 1))}},
       {"max_views", {kMissing, nullptr, "1", -1, 1.5, 1'000'001, 4'294'967'296, true}},
       {"password",
        {1, "x", Json::array(), kObject, password(3, nullptr), password("3", 64 << 20),
         password(1, 64 << 20), password(9, 64 << 20), password(3, 1 << 20),
         password(3, uint64_t{2} << 30), password(-3, 64 << 20)}},
       {"note", {1, "", "A", true, kObject, base64url_encode(Bytes(1025, 1))}},
       {"hint", {1, "", "A", true, kObject, base64url_encode(Bytes(513, 1))}}});
}

TEST_CASE("fields of a claim and of changes") {
  Door door;
  const TestDrop drop;
  drop.seal(door);
  check_fields(door,
               Door::request(Method::kPost, "/grants/" + drop.grant + "/claim", drop.access.text()),
               drop.claim_body(),
               {{"lease_verifier", {kMissing, nullptr, 1, "", kShort, kLong, kNotCanonical}}});
  check_fields(door, Door::request(Method::kPatch, drop.grant_path, drop.owner.text()),
               {{"max_views", 1}}, {{"max_views", {kMissing, nullptr, "1", -1, 1.5, 1'000'001}}});
  check_fields(door, Door::request(Method::kPatch, drop.path, drop.owner.text()),
               {{"expires_at", door.clock.now() + 100}},
               {{"expires_at", {nullptr, "1", -1, 0, 1.5, 1e300}}});
}

TEST_CASE("members that nobody asks for are ignored") {
  Door door;
  const TestDrop drop;
  auto body = drop.drop_body();
  body["colour"] = {{"a", {1, 2}}};
  CHECK(door.call(Method::kPut, drop.path, "", body.dump()).status == 201);
}

}  // namespace
}  // namespace mayfly
