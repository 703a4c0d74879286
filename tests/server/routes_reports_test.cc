// POST of abuse reports: who may, what is taken, and that without a key there is no such route.
#include "tests/server/routes_support.h"

using namespace mayfly;

namespace {

std::string body_of(uint8_t seed, size_t size = kSealedReportSize) {
  return nlohmann::json({{"report", base64url_encode(Bytes(size, seed))}}).dump();
}

}  // namespace

TEST_CASE("a report needs no token, and works on what was viewed") {
  Door door;
  const TestDrop drop;
  const std::string view = drop.claim(door);
  const std::string path = "/grants/" + drop.grant + "/reports";
  CHECK(door.call(Method::kPost, path, "", body_of(1)).status == 204);
  CHECK(door.call(Method::kPost, path, "", body_of(1)).status == 204);
  REQUIRE(door.call(Method::kDelete, drop.path, drop.owner.text()).status == 204);
  CHECK(door.call(Method::kPost, path, "", body_of(2)).status == 204);
}

TEST_CASE("what is not a report is refused") {
  Door door;
  const TestDrop drop;
  const std::string path = "/grants/" + drop.grant + "/reports";
  CHECK(door.call(Method::kPost, path, "", body_of(1)).code() == "grant-not-found");
  drop.upload(door);
  CHECK(door.call(Method::kPost, path, "", body_of(1)).code() == "drop-open");
  REQUIRE(door.call(Method::kPost, drop.path + "/seal", drop.owner.text()).status == 200);
  for (const std::string& body :
       {body_of(1, kSealedReportSize - 1), body_of(1, kSealedReportSize + 1), std::string("{}"),
        std::string(R"({"report":null})"), std::string(R"({"report":"!"})")}) {
    const auto before = door.contents();
    const Reply reply = door.call(Method::kPost, path, "", body);
    CHECK(reply.code() == "bad-field");
    CHECK(reply.json()["field"] == "report");
    CHECK(door.contents() == before);
  }
  CHECK(door.call(Method::kGet, path).status == 405);
  CHECK(door.call(Method::kPost, "/grants/x/reports", "", body_of(1)).code() == "bad-id");
}

TEST_CASE("when as many wait as there may, the answer says so") {
  Door door;
  TestDrop().seal(door);
  const std::string path = "/grants/" + TestDrop().grant + "/reports";
  for (uint8_t i = 0; i < 3; ++i)
    CHECK(door.call(Method::kPost, path, "", body_of(i)).status == 204);
  // A fourth of the same drop is drawn by lot.
  CHECK(door.call(Method::kPost, path, "", body_of(9)).status == 204);
  const std::string other = id_text<DropId>(70);
  const std::string grant = id_text<GrantId>(71);
  const TestDrop drop;
  REQUIRE(door.call(Method::kPut, "/drops/" + other, "", drop.drop_body().dump()).status == 201);
  REQUIRE(door.call(Method::kPut, "/drops/" + other + "/parts/0", drop.owner.text(), drop.part)
              .status == 204);
  REQUIRE(door.call(Method::kPut, "/drops/" + other + "/grants/" + grant, drop.owner.text(),
                    drop.grant_body().dump())
              .status == 201);
  REQUIRE(door.call(Method::kPost, "/drops/" + other + "/seal", drop.owner.text()).status == 200);
  const Reply reply = door.call(Method::kPost, "/grants/" + grant + "/reports", "", body_of(1));
  CHECK(reply.status == 507);
  CHECK(reply.code() == "storage-full");
}

TEST_CASE("without the operator's key nothing is taken, and nothing is offered") {
  Door door({"1.2.3", 86'400, 1});
  const TestDrop drop;
  drop.seal(door);
  const auto before = door.contents();
  const Reply reply =
      door.call(Method::kPost, "/grants/" + drop.grant + "/reports", "", body_of(1));
  CHECK(reply.status == 404);
  CHECK(reply.code() == "not-found");
  CHECK(door.contents() == before);
  const auto info = door.call(Method::kGet, "/info").json();
  CHECK(info["features"] == nlohmann::json::array());
  CHECK(info["report_recipient"].is_null());
}
