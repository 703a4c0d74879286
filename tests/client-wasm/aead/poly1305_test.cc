// Our Poly1305 where it could go wrong: at 2^130 - 5 and at the borders of its limbs; block by
// block, and in pairs beside ChaCha20.
#include "client-wasm/aead/poly1305.h"

#include <sodium.h>

#include "client-wasm/aead/stitch.h"
#include "tests/support/fixed_random.h"
#include "tests/support/hex.h"
#include "tests/support/results.h"

namespace mayfly::aead {
namespace {

using test::from_hex;
using test::patterned;
using test::to_hex;

using OneTimeKey = ByteArray<32>;

std::string tag_of(const OneTimeKey& key, ByteView blocks) {
  Poly1305 mac(key);
  mac.absorb(blocks);
  ByteArray<kTagSize> tag;
  mac.finish(tag);
  return to_hex(tag);
}

// The same through the stitched loop, as far as it goes in groups.
std::string stitched_tag_of(const OneTimeKey& key, ByteView blocks) {
  Poly1305 mac(key);
  ChaCha20 cipher(key, Nonce{}, 0);
  Bytes data(blocks.size());
  const size_t groups = blocks.size() / kGroupSize;
  stitch(cipher, data.data(), groups, mac, blocks.data());
  mac.absorb(blocks.subspan(groups * kGroupSize));
  ByteArray<kTagSize> tag;
  mac.finish(tag);
  return to_hex(tag);
}

std::string sodium_tag_of(const OneTimeKey& key, ByteView blocks) {
  ByteArray<kTagSize> tag;
  crypto_onetimeauth_poly1305(tag.data(), blocks.data(), blocks.size(), key.data());
  return to_hex(tag);
}

OneTimeKey key_of(std::string_view hex) {
  const Bytes bytes = from_hex(hex);
  OneTimeKey key{};
  std::copy(bytes.begin(), bytes.end(), key.begin());
  return key;
}

struct Vector {
  std::string_view key;
  std::string_view blocks;
  std::string_view tag;
};

constexpr std::string_view kOnes = "ffffffffffffffffffffffffffffffff";

TEST_CASE("RFC 8439, appendix A.3: the sums that wrap round 2^130 - 5") {
  const std::string ones(kOnes);
  const Vector vectors[] = {
      {"02", ones, "03000000000000000000000000000000"},
      {"02000000000000000000000000000000ffffffffffffffffffffffffffffffff",
       "02000000000000000000000000000000", "03000000000000000000000000000000"},
      {"01",
       "fffffffffffffffffffffffffffffffff0ffffffffffffffffffffffffffffff"
       "11000000000000000000000000000000",
       "05000000000000000000000000000000"},
      {"01",
       "fffffffffffffffffffffffffffffffffbfefefefefefefefefefefefefefefe"
       "01010101010101010101010101010101",
       "00000000000000000000000000000000"},
      {"02", "fdffffffffffffffffffffffffffffff", "faffffffffffffffffffffffffffffff"},
      {"01000000000000000400000000000000",
       "e33594d7505e43b900000000000000003394d7505e4379cd0100000000000000000000000000000000000000000"
       "0"
       "000001000000000000000000000000000000",
       "14000000000000005500000000000000"},
      {"01000000000000000400000000000000",
       "e33594d7505e43b900000000000000003394d7505e4379cd010000000000000000000000000000000000000000"
       "000000",
       "13000000000000000000000000000000"},
  };
  for (const Vector& vector : vectors) {
    CAPTURE(vector.blocks);
    CHECK(tag_of(key_of(vector.key), from_hex(vector.blocks)) == vector.tag);
    CHECK(sodium_tag_of(key_of(vector.key), from_hex(vector.blocks)) == vector.tag);
  }
}

// Keys at the borders: r of 0, 1, 2, the largest that clamping leaves, and one limb at a time.
std::vector<OneTimeKey> edge_keys() {
  std::vector<OneTimeKey> keys = {key_of("00"), key_of("01"), key_of("02"), key_of("04")};
  OneTimeKey all_ones;
  all_ones.fill(0xff);
  keys.push_back(all_ones);
  for (size_t byte = 0; byte < 16; ++byte) {
    OneTimeKey one{};
    one[byte] = 0xff;
    keys.push_back(one);
    OneTimeKey all_but_one = all_ones;
    all_but_one[byte] = 0;
    keys.push_back(all_but_one);
  }
  return keys;
}

TEST_CASE("edge keys over edge blocks are libsodium's, singly and in pairs") {
  for (const OneTimeKey& key : edge_keys()) {
    for (const int low : {0x00, 0x01, 0x7f, 0x80, 0xfa, 0xfb, 0xfc, 0xff}) {
      for (const int rest : {0x00, 0xff, 0xfe}) {
        Bytes blocks(kGroupSize * 3 + 48, static_cast<uint8_t>(rest));
        for (size_t i = 0; i < blocks.size(); i += kBlockSize) {
          blocks[i] = static_cast<uint8_t>(low);
        }
        for (const size_t size : {size_t{16}, size_t{32}, kGroupSize, blocks.size()}) {
          const auto some = ByteView(blocks).first(size);
          const std::string expected = sodium_tag_of(key, some);
          REQUIRE(tag_of(key, some) == expected);
          REQUIRE(stitched_tag_of(key, some) == expected);
        }
      }
    }
  }
}

TEST_CASE("sums a few above and below 2^130 - 5 are libsodium's") {
  // With r = 1 the sum is that of the blocks, each with its 2^128: four all but reach 2^130.
  OneTimeKey key{};
  key[0] = 1;
  for (int last = -8; last <= 8; ++last) {
    Bytes blocks(4 * kBlockSize, 0xff);
    blocks[0] = static_cast<uint8_t>(0xf8 + last);
    for (size_t extra = 0; extra <= 3; ++extra) {
      CHECK(tag_of(key, blocks) == sodium_tag_of(key, blocks));
      blocks.resize(blocks.size() + kBlockSize);
      blocks[blocks.size() - kBlockSize] = static_cast<uint8_t>(extra);
    }
  }
}

TEST_CASE("random keys and blocks are libsodium's, singly and in pairs") {
  for (uint32_t seed = 1; seed <= 500; ++seed) {
    const Bytes key_bytes = patterned(32, seed * 31);
    OneTimeKey key;
    std::copy(key_bytes.begin(), key_bytes.end(), key.begin());
    const Bytes blocks = patterned(seed % 70 * kBlockSize, seed);
    const std::string expected = sodium_tag_of(key, blocks);
    REQUIRE(tag_of(key, blocks) == expected);
    REQUIRE(stitched_tag_of(key, blocks) == expected);
  }
}

}  // namespace
}  // namespace mayfly::aead
