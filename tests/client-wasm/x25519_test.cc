// X25519 against RFC 7748, and the points it must refuse.
#include "client-wasm/x25519.h"

#include "tests/support/hex.h"
#include "tests/support/results.h"

namespace mayfly {
namespace {

X25519Point point(std::string_view hex) {
  const Bytes bytes = test::from_hex(hex);
  X25519Point result{};
  std::copy(bytes.begin(), bytes.end(), result.begin());
  return result;
}

TEST_CASE("X25519 makes the public key of RFC 7748 section 6.1") {
  const auto bob = point("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
  CHECK(test::to_hex(x25519_public(bob)) ==
        "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
}

TEST_CASE("both sides find the same shared secret") {
  const X25519Point one{1, 2, 3};
  const X25519Point other{4, 5, 6};
  const auto one_way = x25519_shared(one, x25519_public(other));
  const auto other_way = x25519_shared(other, x25519_public(one));
  REQUIRE(one_way);
  REQUIRE(other_way);
  CHECK(test::to_hex(one_way->expose()) == test::to_hex(other_way->expose()));
}

TEST_CASE("X25519 refuses every point of low order") {
  const X25519Point secret{9, 8, 7};
  for (const char* hex : {"0000000000000000000000000000000000000000000000000000000000000000",
                          "0100000000000000000000000000000000000000000000000000000000000000",
                          "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                          "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                          "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                          "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}) {
    CAPTURE(hex);
    X25519Point low = point(hex);
    CHECK_FAULT(x25519_shared(secret, low), kBadHeader);
    low[31] |= 0x80;  // the top bit is not part of the number
    CHECK_FAULT(x25519_shared(secret, low), kBadHeader);
  }
}

}  // namespace
}  // namespace mayfly
