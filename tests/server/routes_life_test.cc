// Each call of the API when all is well: status, and exactly the members that the protocol names.
#include <set>

#include "tests/server/routes_support.h"

namespace mayfly {
namespace {

std::set<std::string> members(const nlohmann::json& object) {
  std::set<std::string> names;
  for (const auto& [name, value] : object.items()) names.insert(name);
  return names;
}

TEST_CASE("info tells limits and defaults") {
  Door door;
  const Reply reply = door.call(Method::kGet, "/info");
  CHECK(reply.status == 200);
  CHECK(reply.header("Content-Type") == "application/json");
  CHECK(reply.header("Cache-Control") == "no-store");
  CHECK(reply.header("X-Content-Type-Options") == "nosniff");
  const auto info = reply.json();
  CHECK(members(info) ==
        std::set<std::string>{"defaults", "features", "limits", "report_recipient", "version"});
  CHECK(info["version"] == "1.2.3");
  CHECK(info["features"] == nlohmann::json({"reports", "terms"}));
  CHECK(info["report_recipient"] == Door::kReportRecipient);
  CHECK(info["defaults"] == nlohmann::json({{"expires_in", 86'400}, {"max_views", 1}}));
  CHECK(members(info["limits"]) == std::set<std::string>{"drop_bytes", "expires_in_max",
                                                         "grants_per_drop", "max_views",
                                                         "open_idle_seconds", "open_seconds",
                                                         "part_size_max", "part_size_min"});
  CHECK(info["limits"]["drop_bytes"] == 16 << 20);
}

TEST_CASE("HEAD answers as GET does") {
  Door door;
  CHECK(door.call(Method::kHead, "/info").text == door.call(Method::kGet, "/info").text);
}

TEST_CASE("a drop is made, and made again by the same request") {
  Door door;
  const TestDrop drop;
  const Reply made = door.call(Method::kPut, drop.path, "", drop.drop_body().dump());
  CHECK(made.status == 201);
  CHECK(members(made.json()) == std::set<std::string>{"expires_at", "open_until", "parts"});
  CHECK(made.json()["parts"] == 1);
  CHECK(made.json()["expires_at"] == door.clock.now() + 3600);
  const auto before = door.contents();
  CHECK(door.call(Method::kPut, drop.path, "", drop.drop_body().dump()).status == 200);
  auto other = drop.drop_body();
  other["owner_verifier"] = TestToken(77).verifier();
  const Reply refused = door.call(Method::kPut, drop.path, "", other.dump());
  CHECK(refused.status == 409);
  CHECK(refused.code() == "drop-exists");
  CHECK(door.contents() == before);
}

TEST_CASE("seal wants all parts and a grant") {
  Door door;
  const TestDrop drop;
  drop.create(door);
  const std::string owner = drop.owner.text();
  const Reply without_parts = door.call(Method::kPost, drop.path + "/seal", owner);
  CHECK(without_parts.status == 409);
  CHECK(without_parts.code() == "parts-missing");
  CHECK(without_parts.json()["missing"] == nlohmann::json::array({0}));
  REQUIRE(door.call(Method::kPut, drop.path + "/parts/0", owner, drop.part).status == 204);
  CHECK(door.call(Method::kPost, drop.path + "/seal", owner).code() == "grant-missing");
  CHECK(door.call(Method::kPut, drop.grant_path, owner, drop.grant_body().dump()).status == 201);
  CHECK(door.call(Method::kPut, drop.grant_path, owner, drop.grant_body().dump()).status == 200);
  const Reply sealed = door.call(Method::kPost, drop.path + "/seal", owner);
  CHECK(sealed.status == 200);
  CHECK(sealed.json()["expires_at"] == door.clock.now() + 3600);
  CHECK(door.call(Method::kPost, drop.path + "/seal", owner).status == 200);
  const Reply late = door.call(Method::kPut, drop.path + "/parts/0", owner, drop.part);
  CHECK(late.code() == "drop-sealed");
}

TEST_CASE("the owner sees the drop and its grants") {
  Door door;
  const TestDrop drop;
  drop.claim(door);
  const auto seen = door.call(Method::kGet, drop.path, drop.owner.text()).json();
  CHECK(members(seen) == std::set<std::string>{"created_at", "events", "expires_at", "grants",
                                               "missing", "part_size", "parts", "size", "state",
                                               "track"});
  CHECK(seen["state"] == "live");
  CHECK(seen["missing"] == nlohmann::json::array());
  REQUIRE(seen["grants"].size() == 1);
  const auto& grant = seen["grants"][0];
  CHECK(members(grant) == std::set<std::string>{"created_at", "grant", "leases", "max_views",
                                                "note", "password", "state", "views"});
  CHECK(grant["grant"] == drop.grant);
  CHECK(grant["views"] == 1);
  CHECK(grant["leases"] == 1);
  CHECK(grant["note"] == drop.grant_body()["note"]);
  CHECK(grant["password"] == drop.grant_body()["password"]);
}

TEST_CASE("who knows the id sees the grant, before and after the end") {
  Door door;
  const TestDrop drop;
  drop.seal(door);
  const auto info = door.call(Method::kGet, "/grants/" + drop.grant).json();
  CHECK(members(info) == std::set<std::string>{"expires_at", "hint", "password", "size", "state",
                                               "tracked", "views_left"});
  CHECK(info["views_left"] == 2);
  CHECK(info["hint"] == nullptr);
  REQUIRE(door.call(Method::kDelete, drop.path, drop.owner.text()).status == 204);
  const Reply after = door.call(Method::kGet, "/grants/" + drop.grant);
  CHECK(after.status == 200);
  CHECK(after.json() == nlohmann::json({{"state", "burned"}}));
}

TEST_CASE("no limit of views is told as null") {
  Door door;
  const TestDrop drop;
  drop.seal(door);
  const Reply changed =
      door.call(Method::kPatch, drop.grant_path, drop.owner.text(), R"({"max_views":0})");
  CHECK(changed.json() == nlohmann::json({{"max_views", 0}, {"views", 0}}));
  CHECK(door.call(Method::kGet, "/grants/" + drop.grant).json()["views_left"] == nullptr);
}

TEST_CASE("a view is claimed, fetched and ended") {
  Door door;
  const TestDrop drop;
  drop.seal(door);
  const std::string claim_path = "/grants/" + drop.grant + "/claim";
  const Reply claimed =
      door.call(Method::kPost, claim_path, drop.access.text(), drop.claim_body().dump());
  REQUIRE(claimed.status == 200);
  const auto claim = claimed.json();
  CHECK(members(claim) == std::set<std::string>{"drop", "expires_at", "header", "lease_until",
                                                "part_size", "size", "view", "views_left"});
  CHECK(claim["drop"] == drop.drop);
  CHECK(claim["header"] == drop.grant_body()["header"]);
  CHECK(claim["views_left"] == 1);
  const Reply again =
      door.call(Method::kPost, claim_path, drop.access.text(), drop.claim_body().dump());
  CHECK(again.json()["view"] == claim["view"]);
  CHECK(again.json()["views_left"] == 1);

  const std::string view = "/views/" + claim.value("view", "");
  const Reply part = door.call(Method::kGet, view + "/parts/0", drop.lease.text());
  CHECK(part.status == 200);
  CHECK(part.text == drop.part);
  CHECK(part.header("Content-Type") == "application/octet-stream");
  CHECK(part.header("Cache-Control") == "no-store");
  CHECK(door.call(Method::kGet, view + "/parts/1", drop.lease.text()).code() == "part-not-found");
  CHECK(door.call(Method::kPost, view + "/done", drop.lease.text()).status == 204);
  CHECK(door.call(Method::kPost, view + "/done", drop.lease.text()).status == 204);
  CHECK(door.call(Method::kGet, view + "/parts/0", drop.lease.text()).code() == "lease-ended");
}

TEST_CASE("the owner extends, revokes and burns") {
  Door door;
  const TestDrop drop;
  drop.seal(door);
  const std::string owner = drop.owner.text();
  const Reply extended =
      door.call(Method::kPatch, drop.path, owner,
                nlohmann::json({{"expires_at", door.clock.now() + 9000}}).dump());
  CHECK(extended.json() == nlohmann::json({{"expires_at", door.clock.now() + 9000}}));
  CHECK(door.call(Method::kDelete, drop.grant_path, owner).status == 204);
  CHECK(door.call(Method::kDelete, drop.grant_path, owner).status == 204);
  const Reply revoked = door.call(Method::kPost, "/grants/" + drop.grant + "/claim",
                                  drop.access.text(), drop.claim_body().dump());
  CHECK(revoked.status == 410);
  CHECK(revoked.code() == "drop-gone");
  CHECK(revoked.json()["reason"] == "removed");
  CHECK(door.call(Method::kDelete, drop.path, owner).status == 204);
  CHECK(door.call(Method::kDelete, drop.path, owner).status == 204);
  CHECK(door.call(Method::kGet, drop.path, owner).json()["state"] == "burned");
}

}  // namespace
}  // namespace mayfly
