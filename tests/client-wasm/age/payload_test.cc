// Parts and chunks: every edge around 64 KiB and the part size, every order, every tampering.
#include "client-wasm/age/payload.h"

#include <numeric>

#include "tests/support/fixed_random.h"
#include "tests/support/results.h"

namespace mayfly::age {
namespace {

constexpr uint64_t kMiB = 1024 * 1024;

PartCipher cipher(uint64_t size, uint64_t part_size = kMiB) {
  return {PayloadKey(ByteArray<32>{3}), *PartPlan::make(size, part_size)};
}

// Part n of a payload, sealed.
Bytes seal(const PartCipher& parts, uint32_t n, const Bytes& payload) {
  const auto begin = payload.begin() + static_cast<std::ptrdiff_t>(n * parts.plan().part_size());
  Bytes buffer(begin, begin + static_cast<std::ptrdiff_t>(parts.plan().plain_size(n)));
  buffer.resize(parts.plan().sealed_size(n));
  REQUIRE(parts.seal_part(n, buffer));
  return buffer;
}

TEST_CASE("payloads around the edges come back, part by part, last part first") {
  for (const uint64_t size :
       {uint64_t{0}, uint64_t{1}, kChunkSize - 1, kChunkSize, kChunkSize + 1, 2 * kChunkSize,
        kMiB - 1, kMiB, kMiB + 1, kMiB + kChunkSize, 2 * kMiB, 2 * kMiB + 7}) {
    CAPTURE(size);
    const Bytes payload = test::patterned(size);
    const PartCipher parts = cipher(size);
    Bytes opened(size);
    for (uint32_t n = parts.plan().part_count(); n-- > 0;) {
      Bytes sealed = seal(parts, n, payload);
      const auto plain = parts.open_part(n, sealed);
      REQUIRE(plain);
      REQUIRE(plain->size() == parts.plan().plain_size(n));
      std::copy(plain->begin(), plain->end(),
                opened.begin() + static_cast<std::ptrdiff_t>(n * kMiB));
    }
    CHECK(opened == payload);
    CHECK(payload_plain_size(parts.plan().sealed_total()) == size);
  }
}

TEST_CASE("the part size leaves no trace in the sealed bytes") {
  const Bytes payload = test::patterned(2 * kMiB + 100);
  const auto sealed_with = [&](uint64_t part_size) {
    const PartCipher parts = cipher(payload.size(), part_size);
    Bytes all;
    for (uint32_t n = 0; n < parts.plan().part_count(); ++n) append(all, seal(parts, n, payload));
    return all;
  };
  CHECK(sealed_with(kMiB) == sealed_with(8 * kMiB));
}

TEST_CASE("no bit of a short part can change, and nothing of it is released") {
  const PartCipher parts = cipher(20);
  const Bytes sealed = seal(parts, 0, test::patterned(20));
  for (size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    Bytes bent = sealed;
    bent[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
    CHECK_FAULT(parts.open_part(0, bent), kBadPayload);
    CHECK(bent == Bytes(sealed.size()));
  }
  for (size_t size = 0; size < sealed.size(); ++size) {
    Bytes cut(sealed.begin(), sealed.begin() + static_cast<std::ptrdiff_t>(size));
    CHECK_FAULT(parts.open_part(0, cut), kTruncated);
  }
  Bytes longer = sealed;
  longer.push_back(0);
  CHECK_FAULT(parts.open_part(0, longer), kBadPayload);
}

TEST_CASE("a bad last chunk takes the good ones before it along") {
  const PartCipher parts = cipher(2 * kChunkSize);
  Bytes sealed = seal(parts, 0, test::patterned(2 * kChunkSize));
  sealed.back() ^= 1;
  CHECK_FAULT(parts.open_part(0, sealed), kBadPayload);
  CHECK(std::accumulate(sealed.begin(), sealed.end(), 0) == 0);
}

TEST_CASE("parts open in their own place only") {
  const PartCipher parts = cipher(3 * kMiB);
  const Bytes payload = test::patterned(3 * kMiB);
  for (uint32_t from = 0; from < 3; ++from) {
    for (uint32_t to = 0; to < 3; ++to) {
      Bytes sealed = seal(parts, from, payload);
      CHECK(parts.open_part(to, sealed).has_value() == (from == to));
    }
  }
  Bytes sealed = seal(parts, 0, payload);
  CHECK_FAULT(parts.open_part(3, sealed), kBadInput);
  CHECK_FAULT(parts.seal_part(3, sealed), kBadInput);
  CHECK_FAULT(parts.seal_part(0, MutableBytes(sealed).first(5)), kBadInput);
}

TEST_CASE("a payload cut at a part is noticed: its end is in the last chunk alone") {
  const Bytes payload = test::patterned(2 * kMiB);
  const Bytes first = seal(cipher(2 * kMiB), 0, payload);
  Bytes claimed_whole = first;
  CHECK_FAULT(cipher(kMiB).open_part(0, claimed_whole), kBadPayload);
  Bytes claimed_longer = seal(cipher(kMiB), 0, payload);
  CHECK_FAULT(cipher(2 * kMiB).open_part(0, claimed_longer), kBadPayload);
}

TEST_CASE("sealed sizes that no payload has") {
  CHECK(payload_plain_size(16) == uint64_t{0});
  CHECK(payload_plain_size(17) == uint64_t{1});
  for (uint64_t size = 0; size < 16; ++size) CHECK_FAULT(payload_plain_size(size), kTruncated);
  CHECK(payload_plain_size(kSealedChunkSize) == kChunkSize);
  CHECK_FAULT(payload_plain_size(kSealedChunkSize + 1), kTruncated);
  CHECK_FAULT(payload_plain_size(kSealedChunkSize + 16), kBadPayload);  // an empty last chunk
  CHECK(payload_plain_size(kSealedChunkSize + 17) == kChunkSize + 1);
}

}  // namespace
}  // namespace mayfly::age
