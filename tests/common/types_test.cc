// Ids, secrets and verifiers: what they allow, and what the compiler refuses.
#include <concepts>
#include <new>
#include <type_traits>

#include "common/token.h"
#include "tests/support/fixed_random.h"
#include "tests/support/results.h"

namespace mayfly {
namespace {

template <typename T>
concept Comparable = requires(const T& a, const T& b) {
  a == b;
};

static_assert(!Comparable<AccessToken> && !Comparable<SecretBytes> && !Comparable<Verifier>);
static_assert(!std::copyable<AccessToken> && !std::copyable<SecretBytes>);
static_assert(!std::is_convertible_v<AccessToken, OwnerToken>);
static_assert(Comparable<DropId> && !std::is_convertible_v<DropId, GrantId>);

TEST_CASE("an id reads back its text and nothing else") {
  DropId id;
  test::FixedRandom().fill(id.bytes);
  const std::string text = id.to_text();
  CHECK(text.size() == 22);
  CHECK(DropId::parse(text) == id);
  CHECK_FAULT(DropId::parse(text.substr(1)), kBadInput);
  CHECK_FAULT(DropId::parse(text + "A"), kBadInput);
}

TEST_CASE("a secret is wiped where it lay, when it is moved and when it ends") {
  alignas(AccessToken) ByteArray<sizeof(AccessToken)> place{};
  auto* first = new (place.data()) AccessToken(ByteArray<32>{7, 7, 7});
  const AccessToken second(std::move(*first));
  CHECK(second.expose()[0] == 7);
  CHECK(place == ByteArray<sizeof(AccessToken)>{});
  *first = second.duplicate();
  CHECK(place[0] == 7);
  first->~AccessToken();
  CHECK(place == ByteArray<sizeof(AccessToken)>{});
}

TEST_CASE("secret bytes move away whole") {
  SecretBytes first(as_bytes("a password"));
  const SecretBytes second(std::move(first));
  CHECK(as_chars(second.expose()) == "a password");
  CHECK(first.size() == 0);  // NOLINT(bugprone-use-after-move): that is the point
}

TEST_CASE("a verifier matches its token and no other, for every bit") {
  const ByteArray<32> token{1, 2, 3};
  const Verifier verifier = Verifier::of(token);
  CHECK(verifier.matches(Verifier::of(token)));
  for (size_t bit = 0; bit < 256; ++bit) {
    ByteArray<32> other = token;
    other[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
    CHECK(!verifier.matches(Verifier::of(other)));
    Verifier bent = verifier;
    bent.bytes[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
    CHECK(!verifier.matches(bent));
  }
  const auto parsed = Verifier::parse(verifier.to_text());
  REQUIRE(parsed);
  CHECK(parsed->matches(verifier));
  CHECK_FAULT(Verifier::parse("AA"), kBadInput);
}

TEST_CASE("big-endian integers order as numbers do") {
  ByteArray<8> bytes{};
  store_big_endian<uint64_t>(0x0102030405060708, bytes);
  CHECK(bytes == ByteArray<8>{1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(load_big_endian<uint64_t>(bytes) == 0x0102030405060708);
}

}  // namespace
}  // namespace mayfly
