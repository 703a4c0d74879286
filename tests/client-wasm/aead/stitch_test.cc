// The stitched loop's keystream, up to the end of the counter.
#include "client-wasm/aead/stitch.h"

#include <sodium.h>

#include "tests/support/fixed_random.h"
#include "tests/support/hex.h"
#include "tests/support/results.h"

namespace mayfly::aead {
namespace {

Bytes keystream(Key key, const Nonce& nonce, uint32_t counter, size_t groups) {
  ChaCha20 cipher(key, nonce, counter);
  const ByteArray<32> zeros{};
  Poly1305 unused(zeros);
  Bytes data(groups * kGroupSize);
  stitch(cipher, data.data(), groups, unused, nullptr);
  CHECK(cipher.counter() == counter + static_cast<uint32_t>(groups * kGroupBlocks));
  return data;
}

TEST_CASE("RFC 8439, appendix A.1: keystream of the zero key") {
  const Bytes stream = keystream(ByteArray<32>{}, Nonce{}, 0, 1);
  CHECK(test::to_hex(ByteView(stream).first(128)) ==
        "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7da41597c5157488d7724e03fb8"
        "d84a376a43b8f41518a11cc387b669b2ee6586"
        "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed29b721769ce64e43d57133b074"
        "d839d531ed1f28510afb45ace10a1f4b794d6f");
}

TEST_CASE("the keystream is libsodium's wherever the counter stands, to its very end") {
  const Bytes key = test::patterned(32, 77);
  const Nonce nonce{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  for (const uint32_t counter : {0u, 1u, 3u, 0xfffeu, 0xffffu, 0x7ffffffeu, 0x7fffffffu,
                                 0x80000000u, 0xffffffe8u, 0xfffffff4u}) {
    CAPTURE(counter);
    Bytes expected(3 * kGroupSize);
    crypto_stream_chacha20_ietf_xor_ic(expected.data(), expected.data(), expected.size(),
                                       nonce.data(), counter, key.data());
    CHECK(keystream(Key(key), nonce, counter, 3) == expected);
  }
}

TEST_CASE("the MAC reads what is opened before it is written") {
  const ByteArray<32> key{5};
  Bytes data = test::patterned(4 * kGroupSize);
  ByteArray<kTagSize> expected;
  crypto_onetimeauth_poly1305(expected.data(), data.data(), data.size(), key.data());
  Poly1305 mac(key);
  ChaCha20 cipher(key, Nonce{}, 1);
  stitch(cipher, data.data(), 4, mac, data.data());
  ByteArray<kTagSize> tag;
  mac.finish(tag);
  CHECK(tag == expected);
}

}  // namespace
}  // namespace mayfly::aead
