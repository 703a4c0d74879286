// Alive, ready, and why not.
#include "server/health.h"

#include "tests/server/routes_support.h"
#include "tests/support/faulty_store.h"

using namespace mayfly;

namespace {

class SmallDisk final : public MemoryStore {
 public:
  Room room() const override { return {free, uint64_t{1} << 40}; }
  uint64_t free = uint64_t{1} << 39;
};

class Nobody final : public Application {
 public:
  Admission admit(const RequestHead&) override { return Admitted{7}; }
  Response handle(const Request&) override { return {299, {}, std::string()}; }
};

struct Bench {
  explicit Bench(Store& store) : rules(store, clock, random, {}), health(rules) {}

  Reply get(const std::string& path) {
    Request request;
    request.method = Method::kGet;
    request.path = path;
    Response response = routes.handle(request);
    return {response.status, std::string(response.content()), std::move(response)};
  }

  FixedClock clock;
  CountingRandom random;
  Rules rules;
  Health health;
  Nobody nobody;
  HealthRoutes routes{nobody, health};
};

}  // namespace

TEST_CASE("a server that can do its work is alive and ready") {
  MemoryStore store;
  Bench bench(store);
  for (const char* path : {"/healthz", "/readyz"}) {
    const Reply reply = bench.get(path);
    CHECK(reply.status == 200);
    CHECK(reply.text == "ok\n");
    CHECK(reply.header("Cache-Control") == "no-store");
  }
  CHECK(bench.get("/healthz/").status == 299);
}

TEST_CASE("it is not ready without room on the disk, and says so") {
  SmallDisk store;
  Bench bench(store);
  store.free = bench.rules.limits.disk_free_min - 1;
  const Reply reply = bench.get("/readyz");
  CHECK(reply.status == 503);
  CHECK(reply.code() == "not-ready");
  CHECK(reply.json()["reason"] == "disk");
  CHECK(bench.get("/healthz").status == 200);
}

TEST_CASE("it is not ready where the store cannot be written, and is again when it can") {
  FaultyStore store;
  Bench bench(store);
  store.break_at(0, FaultyStore::Fate::kFails, false);
  CHECK(bench.get("/readyz").json()["reason"] == "store");
  store.mend();
  Health again(bench.rules);
  CHECK_FALSE(again.unready().has_value());
}

TEST_CASE("it is not ready while it stops") {
  MemoryStore store;
  Bench bench(store);
  bench.health.stop();
  CHECK(bench.get("/readyz").json()["reason"] == "stopping");
}

TEST_CASE("the store is not probed for each question") {
  FaultyStore store;
  Bench bench(store);
  CHECK(bench.get("/readyz").status == 200);
  store.break_at(0, FaultyStore::Fate::kFails, false);
  CHECK(bench.get("/readyz").status == 200);
  CHECK_FALSE(store.met());
}

TEST_CASE("only GET and HEAD, and all other paths are not ours") {
  MemoryStore store;
  Bench bench(store);
  RequestHead head;
  head.path = "/readyz";
  head.method = Method::kPost;
  CHECK(std::get<Response>(bench.routes.admit(head)).status == 405);
  head.method = Method::kHead;
  CHECK(std::get<Admitted>(bench.routes.admit(head)).body_size_max == 0);
  head.path = "/other";
  CHECK(std::get<Admitted>(bench.routes.admit(head)).body_size_max == 7);
}
