// What people type, in every form and beside every form.
#include "tools/mayfly/parse.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>

namespace mayfly {
namespace {

constexpr int64_t kNow = 1'790'000'000;  // 2026-09-21T14:13:20Z

TEST_CASE("views") {
  CHECK(parse_views("1") == 1U);
  CHECK(parse_views("1000000") == 1'000'000U);
  CHECK(parse_views("none") == 0U);
  for (const char* bad :
       {"", "0", "-1", "+1", "1.5", "1000001", "99999999999999999999", " 1", "1 ", "None", "x"}) {
    CAPTURE(bad);
    const auto views = parse_views(bad);
    REQUIRE(!views);
    CHECK(views.error().code == ExitCode::kUsage);
  }
}

TEST_CASE("times from now") {
  CHECK(parse_expiry("1m", kNow) == 60U);
  CHECK(parse_expiry("24h", kNow) == 86'400U);
  CHECK(parse_expiry("7d", kNow) == 7U * 86'400);
  CHECK(parse_expiry("2w", kNow) == 14U * 86'400);
  for (const char* bad :
       {"", "h", "0h", "-1h", "1", "1s", "1y", "1.5h", "1h30m", "99999999999999999999d", "soon"}) {
    CAPTURE(bad);
    CHECK(!parse_expiry(bad, kNow));
  }
}

TEST_CASE("dates, local and UTC") {
  setenv("TZ", "Europe/Berlin", 1);
  tzset();
  CHECK(parse_expiry("2026-09-21T14:14:20Z", kNow) == 60U);
  CHECK(parse_expiry("2026-09-21T16:14:20", kNow) == 60U);
  CHECK(parse_expiry("2026-09-21T16:15", kNow) == 100U);
  CHECK(parse_expiry("2026-09-22", kNow) == 7U * 3'600 + 46 * 60 + 40);
  for (const char* bad :
       {"2026-09-21T14:13:20Z", "2025-01-01", "2027-02-30", "2027-13-01", "2027-01-01T25:00",
        "2027-01-01T10:00z", "2027-01-01T10:00+01:00", "2027-01-01 10:00", "1e9"}) {
    CAPTURE(bad);
    CHECK(!parse_expiry(bad, kNow));
  }
}

TEST_CASE("part sizes are whole chunks between the limits") {
  CHECK(parse_part_size("1M") == 1U << 20);
  CHECK(parse_part_size("8M") == 8U << 20);
  CHECK(parse_part_size("1088K") == 1088U << 10);
  for (const char* bad :
       {"", "M", "0M", "9M", "1", "1048576", "1025K", "512K", "1m", "1MB", "-1M"}) {
    CAPTURE(bad);
    CHECK(!parse_part_size(bad));
  }
}

TEST_CASE("patience") {
  CHECK(parse_patience("") == std::chrono::milliseconds(120'000));
  CHECK(parse_patience("0") == std::chrono::milliseconds(0));
  CHECK(parse_patience("86400") == std::chrono::milliseconds(86'400'000));
  for (const char* bad : {"-1", "1s", "86401", "x"}) CHECK(!parse_patience(bad));
}

}  // namespace
}  // namespace mayfly
