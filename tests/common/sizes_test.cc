// Parts and chunks around every edge.
#include "common/sizes.h"

#include "common/limits.h"
#include "tests/support/results.h"

namespace mayfly {
namespace {

constexpr uint64_t kMiB = 1024 * 1024;

TEST_CASE("a plan of parts around the edges") {
  struct Row {
    uint64_t size, part_size;
    uint32_t parts;
    uint64_t last_plain, last_sealed, total;
  };
  const Row rows[] = {
      {0, kMiB, 1, 0, 16, 16},
      {1, kMiB, 1, 1, 17, 17},
      {kChunkSize - 1, kMiB, 1, kChunkSize - 1, kChunkSize + 15, kChunkSize + 15},
      {kChunkSize, kMiB, 1, kChunkSize, kChunkSize + 16, kChunkSize + 16},
      {kChunkSize + 1, kMiB, 1, kChunkSize + 1, kChunkSize + 33, kChunkSize + 33},
      {kMiB - 1, kMiB, 1, kMiB - 1, kMiB - 1 + 256, kMiB - 1 + 256},
      {kMiB, kMiB, 1, kMiB, kMiB + 256, kMiB + 256},
      {kMiB + 1, kMiB, 2, 1, 17, kMiB + 256 + 17},
      {16 * kMiB, 8 * kMiB, 2, 8 * kMiB, 8 * kMiB + 2048, 16 * kMiB + 4096},
  };
  for (const Row& row : rows) {
    CAPTURE(row.size);
    const auto plan = PartPlan::make(row.size, row.part_size);
    REQUIRE(plan);
    CHECK(plan->part_count() == row.parts);
    CHECK(plan->plain_size(row.parts - 1) == row.last_plain);
    CHECK(plan->sealed_size(row.parts - 1) == row.last_sealed);
    CHECK(plan->sealed_total() == row.total);
    uint64_t total = 0;
    for (uint32_t n = 0; n < row.parts; ++n) total += plan->sealed_size(n);
    CHECK(total == row.total);
  }
}

TEST_CASE("a plan refuses part sizes and payloads outside the limits") {
  CHECK_FAULT(PartPlan::make(1, 0), kBadInput);
  CHECK_FAULT(PartPlan::make(1, kMiB - kChunkSize), kBadInput);
  CHECK_FAULT(PartPlan::make(1, kMiB + 1), kBadInput);
  CHECK_FAULT(PartPlan::make(1, 8 * kMiB + kChunkSize), kBadInput);
  CHECK(PartPlan::make(kPayloadSizeMax, kMiB));
  CHECK_FAULT(PartPlan::make(kPayloadSizeMax + 1, kMiB), kTooLarge);
  CHECK_FAULT(PartPlan::make(UINT64_MAX, kMiB), kTooLarge);
}

TEST_CASE("part sizes to start with") {
  CHECK(default_part_size(0) == kPartSizeMin);
  CHECK(default_part_size(32 * kMiB) == kPartSizeMin);
  CHECK(default_part_size(32 * kMiB + 1) == 2 * kMiB);
  CHECK(default_part_size(64 * kMiB) == 2 * kMiB);
  CHECK(default_part_size(64 * kMiB + 1) == 4 * kMiB);
  CHECK(default_part_size(128 * kMiB + 1) == kPartSizeMax);
  CHECK(default_part_size(kPayloadSizeMax) == kPartSizeMax);
}

}  // namespace
}  // namespace mayfly
