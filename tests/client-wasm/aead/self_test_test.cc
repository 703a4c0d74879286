// The self-test passes, and finds out what round trips do not.
#include "client-wasm/aead/self_test.h"

#include <sodium.h>

#include "tests/support/fixed_random.h"
#include "tests/support/results.h"

namespace mayfly::aead {
namespace {

// What LLVM 14 makes of libsodium's SSSE3 code for wasm: from 256 bytes on, the keystream of four
// blocks later, in both directions alike.
void late_keystream(Key key, const Nonce& nonce, MutableBytes data) {
  const auto add = [&](MutableBytes bytes, uint32_t counter) {
    crypto_stream_chacha20_ietf_xor_ic(bytes.data(), bytes.data(), bytes.size(), nonce.data(),
                                       counter, key.data());
  };
  const size_t first = std::min<size_t>(data.size(), 256);
  add(data.first(first), 1);
  add(data.subspan(first), 1 + 4 + 4);
}

void mac(Key key, const Nonce& nonce, ByteView associated, ByteView data, Tag tag) {
  ByteArray<32> one_time_key{};
  crypto_stream_chacha20_ietf_xor_ic(one_time_key.data(), one_time_key.data(), one_time_key.size(),
                                     nonce.data(), 0, key.data());
  Bytes input;
  for (const ByteView bytes : {associated, data}) {
    append(input, bytes);
    input.resize((input.size() + 15) / 16 * 16);
  }
  for (uint64_t size : {associated.size(), data.size()}) {
    for (int i = 0; i < 8; ++i, size >>= 8) input.push_back(static_cast<uint8_t>(size));
  }
  crypto_onetimeauth_poly1305(tag.data(), input.data(), input.size(), one_time_key.data());
}

void late_seal(Key key, const Nonce& nonce, ByteView associated, MutableBytes data, Tag tag) {
  late_keystream(key, nonce, data);
  mac(key, nonce, associated, data, tag);
}

bool late_open(Key key, const Nonce& nonce, ByteView associated, MutableBytes data, TagView tag) {
  ByteArray<kTagSize> expected;
  mac(key, nonce, associated, data, expected);
  late_keystream(key, nonce, data);
  return crypto_verify_16(expected.data(), tag.data()) == 0;
}

TEST_CASE("the self-test that a browser runs first passes") { CHECK(self_test()); }

TEST_CASE("a cipher that is wrong both ways passes every round trip, but not the self-test") {
  const ByteArray<kKeySize> key{1};
  const Nonce nonce{2};
  for (const size_t size : {size_t{256}, size_t{257}, size_t{65536}}) {
    const Bytes plain = test::patterned(size);
    Bytes late = plain;
    ByteArray<kTagSize> late_tag;
    late_seal(key, nonce, {}, late, late_tag);
    Bytes right = plain;
    ByteArray<kTagSize> right_tag;
    seal(key, nonce, {}, right, right_tag);
    CHECK((late == right) == (size <= 256));
    CHECK((late_tag == right_tag) == (size <= 256));
    CHECK(late_open(key, nonce, {}, late, late_tag));
    CHECK(late == plain);
  }
  CHECK(!self_test(late_seal, late_open));
}

TEST_CASE("one that opens whatever it is given does not pass the self-test either") {
  const auto opens_all = [](Key key, const Nonce& nonce, ByteView associated, MutableBytes data,
                            TagView tag) {
    (void)open(key, nonce, associated, data, tag);
    return true;
  };
  CHECK(!self_test(seal, *+opens_all));
}

}  // namespace
}  // namespace mayfly::aead
