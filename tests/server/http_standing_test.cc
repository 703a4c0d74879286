// Who gives way: fair shares before speed, and never for one that would then have more.
#include "server/http_standing.h"

#include <doctest/doctest.h>

#include <vector>

#include "server/http_shares.h"

namespace mayfly {
namespace {

using Kind = Standing::Kind;
using Choice = std::optional<uint64_t>;

Standing connection(uint64_t name, Kind kind, int64_t age, uint64_t client_connections,
                    uint64_t speed = 0) {
  return {name, kind, age, speed, 0, client_connections, 0};
}

Standing transfer(uint64_t name, int64_t age, uint64_t speed, uint64_t held,
                  uint64_t client_bytes) {
  return {name, Kind::kMoving, age, speed, held, 1, client_bytes};
}

TEST_CASE("of those that do nothing, the one whose client has most goes first") {
  const std::vector<Standing> all = {
      connection(1, Kind::kHead, 5000, 3), connection(2, Kind::kIdle, 2000, 40),
      connection(3, Kind::kHead, 3000, 40), connection(4, Kind::kMoving, 9000, 60),
      connection(5, Kind::kWorking, 9000, 60)};
  CHECK(connection_to_close(all, 0, 0) == Choice(3));
}

TEST_CASE("a fresh connection has a moment to say something") {
  const std::vector<Standing> all = {connection(1, Kind::kIdle, 999, 1),
                                     connection(2, Kind::kHead, 10, 1)};
  CHECK(connection_to_close(all, 0, 0) == std::nullopt);
}

TEST_CASE("a transfer is closed only for a client that has clearly fewer") {
  const std::vector<Standing> all = {
      connection(1, Kind::kMoving, 9000, 3, 500), connection(2, Kind::kMoving, 9000, 3, 400),
      connection(3, Kind::kWorking, 9000, 3), connection(4, Kind::kMoving, 9000, 1, 1)};
  CHECK(connection_to_close(all, 0, 0) == Choice(2));
  CHECK(connection_to_close(all, 1, 0) == Choice(2));
  CHECK(connection_to_close(all, 2, 0) == std::nullopt);
}

TEST_CASE("where nobody has more, a transfer that has been slow for a while is closed") {
  const std::vector<Standing> all = {
      connection(1, Kind::kMoving, 9000, 1, 500), connection(2, Kind::kMoving, 9000, 1, 400),
      connection(3, Kind::kMoving, 4999, 1, 1), connection(4, Kind::kWorking, 9000, 1, 1)};
  CHECK(connection_to_close(all, 0, 1000) == Choice(2));
  CHECK(connection_to_close(all, 0, 400) == std::nullopt);
}

TEST_CASE("memory comes from who holds most, and of that the slowest") {
  const Standing needy = transfer(9, 100, 0, 0, 10);
  const std::vector<Standing> all = {transfer(1, 9000, 10, 50, 100), transfer(2, 100, 5, 50, 100),
                                     transfer(3, 9000, 1, 60, 60), needy};
  CHECK(transfer_to_cut(all, needy, 20, 0) == Choice(2));
  CHECK(transfer_to_cut(all, needy, 89, 0) == Choice(2));
  CHECK(transfer_to_cut(all, needy, 90, 0) == std::nullopt);
}

TEST_CASE("among equals the slow give way, once their speed can be told") {
  const Standing needy = transfer(9, 100, 0, 50, 50);
  const std::vector<Standing> all = {transfer(1, 9000, 80, 50, 50), transfer(2, 9000, 70, 50, 50),
                                     transfer(3, 4999, 1, 50, 50), transfer(4, 9000, 1, 0, 0),
                                     needy};
  CHECK(transfer_to_cut(all, needy, 50, 100) == Choice(2));
  CHECK(transfer_to_cut(all, needy, 50, 60) == std::nullopt);
}

TEST_CASE("shares have a bound for each and one for all, and remember nobody who holds nothing") {
  ClientShares shares(100, 60);
  const ClientKey one = ClientKey::from(ByteArray<16>{1});
  const ClientKey two = ClientKey::from(ByteArray<16>{2});
  {
    Share a(shares);
    Share b(shares);
    Share c(shares);
    a.belongs_to(one);
    b.belongs_to(one);
    c.belongs_to(two);
    CHECK(a.set(50));
    CHECK_FALSE(b.set(11));
    CHECK(b.set(10));
    CHECK_FALSE(c.set(41));
    CHECK(c.set(40));
    CHECK_FALSE(c.set(41));
    CHECK(shares.returns() == 0);
    CHECK(a.set(0));
    CHECK(shares.returns() == 1);
    CHECK(c.set(60));
    c.set_anyway(500);
    CHECK(shares.held() == 510);
    b.belongs_to(two);
    CHECK(shares.held_by(one) == 0);
  }
  CHECK(shares.held() == 0);
}

TEST_CASE("0 is no limit") {
  ClientShares shares(0, 0);
  Share share(shares);
  CHECK(share.set(UINT64_MAX / 2));
}

}  // namespace
}  // namespace mayfly
