// Records and keys: what decodes writes back the same bytes, and all else is refused.
#include "server/records.h"

#include "server/keyspace.h"
#include "tests/support/rules_world.h"

using namespace mayfly;

namespace {

template <typename Record>
void check(const Record& record) {
  const Bytes bytes = encode(record);
  REQUIRE(decode<Record>(bytes).has_value());
  CHECK(encode(*decode<Record>(bytes)) == bytes);
  for (size_t size = 0; size < bytes.size(); ++size) {
    CHECK_FALSE(decode<Record>(ByteView(bytes).first(size)).has_value());
  }
  Bytes longer = bytes;
  longer.push_back(0);
  CHECK_FALSE(decode<Record>(longer).has_value());
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    Bytes altered = bytes;
    altered[bit / 8] ^= static_cast<uint8_t>(1u << bit % 8);
    const auto decoded = decode<Record>(altered);
    if (decoded) CHECK(encode(*decoded) == altered);
  }
}

}  // namespace

TEST_CASE("records come back, and nothing else comes out of other bytes") {
  DropRecord drop;
  drop.state = State::kViewed;
  drop.size = 5'000'000;
  drop.part_size = kPartSizeMin;
  drop.events_next = 7;
  drop.track = true;
  check(drop);
  GrantRecord grant;
  grant.views = 3;
  check(grant);
  grant.password = {3, 1 << 26};
  check(grant);
  check(GrantContents{marked_bytes(200, 1), {}, marked_bytes(40, 2)});
  LeaseRecord lease;
  lease.sent = true;
  lease.ended_at = -1;
  check(lease);
  check(TotalsRecord{1, 2, 3});
  check(ReportRecord{id_of<DropId>(1), id_of<GrantId>(2), 7'200, marked_bytes(90, 3)});
  check(DropReportsRecord{4});
  check(ReportTotalsRecord{5});
}

TEST_CASE("a record that rules could trip over is refused") {
  DropRecord drop;
  drop.part_size = 1;
  CHECK_FALSE(decode<DropRecord>(encode(drop)).has_value());
  drop.part_size = kPartSizeMin;
  CHECK(decode<DropRecord>(encode(drop)).has_value());
  drop.events_first = 1;
  CHECK_FALSE(decode<DropRecord>(encode(drop)).has_value());
}

TEST_CASE("keys sort by time, say what they are, and prefixes end where they must") {
  using namespace keyspace;
  const Due early{1'000, DueKind::kLease, id_of<ViewId>(1).bytes};
  const Due late{70'000, DueKind::kDrop, id_of<DropId>(1).bytes};
  CHECK(due(early).bytes < due(late).bytes);
  CHECK(due(early).bytes < due_until(1'000).until);
  CHECK(due_until(999).until < due(early).bytes);
  CHECK(due_in(due(late).bytes)->time == 70'000);
  CHECK_FALSE(due_in(Bytes(25)).has_value());
  DropId last;
  last.bytes.fill(0xff);
  CHECK(parts(last).until.empty());
  CHECK(number_of_part(part(last, 77).bytes) == 77u);
  const GrantId grant = id_of<GrantId>(1);
  const auto waiting =
      waiting_erasure_in(waiting_erasure(last, Erasure::kGrant, grant.bytes).bytes);
  REQUIRE(waiting.has_value());
  CHECK(waiting->drop == last);
  CHECK_FALSE(waiting_erasure_in(waiting_erasure(last, Erasure::kGrant).bytes).has_value());
}
