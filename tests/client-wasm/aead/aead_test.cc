// The AEAD that this program was linked with, against RFC 8439 and, byte for byte, libsodium's.
#include "client-wasm/aead/aead.h"

#include <sodium.h>

#include "tests/support/fixed_random.h"
#include "tests/support/hex.h"
#include "tests/support/results.h"

namespace mayfly::aead {
namespace {

using test::from_hex;
using test::patterned;
using test::to_hex;

struct Case {
  ByteArray<kKeySize> key{};
  Nonce nonce{};
  Bytes associated;
  Bytes plain;
};

Case make_case(size_t size, size_t associated_size, uint32_t seed) {
  Case made{{}, {}, patterned(associated_size, seed ^ 1), patterned(size, seed ^ 2)};
  test::FixedRandom random(patterned(kKeySize + kNonceSize, seed ^ 3));
  random.fill(made.key);
  random.fill(made.nonce);
  return made;
}

// Ciphertext and tag behind it, by libsodium.
Bytes sodium_sealed(const Case& of) {
  Bytes sealed(of.plain.size() + kTagSize);
  crypto_aead_chacha20poly1305_ietf_encrypt(
      sealed.data(), nullptr, of.plain.data(), of.plain.size(), of.associated.data(),
      of.associated.size(), nullptr, of.nonce.data(), of.key.data());
  return sealed;
}

// `buffer` is the plaintext and room for the tag.
void seal_in_place(const Case& of, MutableBytes buffer) {
  seal(of.key, of.nonce, of.associated, buffer.first(of.plain.size()), buffer.last<kTagSize>());
}

Bytes sealed(const Case& of) {
  Bytes buffer = of.plain;
  buffer.resize(of.plain.size() + kTagSize);
  seal_in_place(of, buffer);
  return buffer;
}

bool open_in_place(const Case& of, MutableBytes buffer) {
  return open(of.key, of.nonce, of.associated, buffer.first(buffer.size() - kTagSize),
              buffer.last<kTagSize>());
}

bool all_zeros(ByteView bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](uint8_t byte) { return byte == 0; });
}

// Not CHECK for each byte and length: what differs is told, what does not is counted.
size_t differing(const Case& of) {
  const Bytes expected = sodium_sealed(of);
  Bytes buffer = sealed(of);
  if (buffer != expected) return 1;
  if (!open_in_place(of, buffer)) return 1;
  return std::equal(of.plain.begin(), of.plain.end(), buffer.begin()) ? 0 : 1;
}

TEST_CASE("RFC 8439, section 2.8.2") {
  Case of;
  for (size_t i = 0; i < kKeySize; ++i) of.key[i] = static_cast<uint8_t>(0x80 + i);
  of.nonce = {7, 0, 0, 0, 0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47};
  of.associated = from_hex("50515253c0c1c2c3c4c5c6c7");
  const ByteView plain = as_bytes(
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
      "sunscreen would be it.");
  of.plain.assign(plain.begin(), plain.end());
  CHECK(to_hex(sealed(of)) ==
        "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da"
        "92728b1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585"
        "808b4831d7bc3ff4def08e4b7a9de576d26586cec64b6116"
        "1ae10b594f09e26a7e902ecbd0600691");
}

TEST_CASE("RFC 8439, appendix A.5") {
  Case of;
  const Bytes key = from_hex("1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0");
  std::copy(key.begin(), key.end(), of.key.begin());
  of.nonce = {0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};
  of.associated = from_hex("f33388860000000000004e91");
  Bytes buffer = from_hex(
      "64a0861575861af460f062c79be643bd5e805cfd345cf389f108670ac76c8cb24c6cfc18755d43eea09ee94e382d"
      "26b0bdb7b73c321b0100d4f03b7f355894cf332f830e710b97ce98c8a84abd0b948114ad176e008d33bd60f982b1"
      "ff37c8559797a06ef4f0ef61c186324e2b3506383606907b6a7c02b0f9f6157b53c867e4b9166c767b804d46a59b"
      "5216cde7a4e99040c5a40433225ee282a1b0a06c523eaf4534d7f83fa1155b0047718cbc546a0d072b04b3564eea"
      "1b422273f548271a0bb2316053fa76991955ebd63159434ecebb4e466dae5a1073a6727627097a1049e617d91d36"
      "1094fa68f0ff77987130305beaba2eda04df997b714d6c6f2c29a6ad5cb4022b02709b"
      "eead9d67890cbb22392336fea1851f38");
  REQUIRE(open_in_place(of, buffer));
  CHECK(as_chars(ByteView(buffer).first(buffer.size() - kTagSize)) ==
        "Internet-Drafts are draft documents valid for a maximum of six months and may be updated, "
        "replaced, or obsoleted by other documents at any time. It is inappropriate to use "
        "Internet-Drafts as reference material or to cite them other than as "
        "/\u201cwork in progress./\u201d");
}

TEST_CASE("every length up to 2100 is libsodium's") {
  size_t wrong = 0;
  for (uint32_t size = 0; size <= 2100; ++size) {
    wrong += differing(make_case(size, size % 70, size * 7919 + 5));
  }
  CHECK(wrong == 0);
}

TEST_CASE("lengths up to 1 MiB are libsodium's") {
  for (const uint32_t size : {65535u, 65536u, 65537u, 524'287u, 1'048'575u, 1'048'576u}) {
    CAPTURE(size);
    CHECK(differing(make_case(size, size % 41, size)) == 0);
  }
  uint32_t seed = 2463534242;
  for (int i = 0; i < 40; ++i) {
    seed = seed * 1664525 + 1013904223;
    const size_t size = (seed >> 8) % (uint32_t{1} << (1 + i % 20));
    CAPTURE(size);
    CHECK(differing(make_case(size, (seed >> 3) % 200, seed)) == 0);
  }
}

TEST_CASE("every alignment is libsodium's, and no byte beside the message is touched") {
  for (const size_t size : {size_t{0}, size_t{1}, size_t{300}, size_t{1025}}) {
    const Case of = make_case(size, 13, static_cast<uint32_t>(size) + 1);
    const Bytes expected = sodium_sealed(of);
    for (size_t offset = 0; offset < 64; ++offset) {
      CAPTURE(offset);
      const size_t sealed_size = size + kTagSize;
      Bytes room(offset + sealed_size + 64, 0xa5);
      std::copy(of.plain.begin(), of.plain.end(), room.begin() + static_cast<long>(offset));
      const auto buffer = MutableBytes(room).subspan(offset, sealed_size);
      const auto beside_is_whole = [&] {
        const auto is_mark = [](uint8_t byte) { return byte == 0xa5; };
        const auto behind = ByteView(room).subspan(offset + sealed_size);
        return std::all_of(room.begin(), room.begin() + static_cast<long>(offset), is_mark) &&
               std::all_of(behind.begin(), behind.end(), is_mark);
      };
      seal_in_place(of, buffer);
      CHECK(std::equal(buffer.begin(), buffer.end(), expected.begin(), expected.end()));
      CHECK(beside_is_whole());
      CHECK(open_in_place(of, buffer));
      CHECK(std::equal(of.plain.begin(), of.plain.end(), buffer.begin()));
      CHECK(beside_is_whole());
    }
  }
}

TEST_CASE("what is associated is libsodium's at every length") {
  size_t wrong = 0;
  for (uint32_t size = 0; size <= 300; ++size) wrong += differing(make_case(size % 50, size, size));
  CHECK(wrong == 0);
}

TEST_CASE("messages and keys of ones and zeros are libsodium's") {
  for (const uint8_t fill : {uint8_t{0}, uint8_t{0xff}, uint8_t{0x80}}) {
    for (const size_t size : {size_t{16}, size_t{256}, size_t{271}, size_t{512}, size_t{4096}}) {
      Case of;
      of.key.fill(fill);
      of.nonce.fill(fill);
      of.associated.assign(size % 40, fill);
      of.plain.assign(size, fill);
      CHECK(differing(of) == 0);
      // A ciphertext of ones: the MAC's input at its largest.
      const Bytes keystream = sodium_sealed({of.key, of.nonce, {}, Bytes(size)});
      for (size_t i = 0; i < size; ++i) of.plain[i] = keystream[i] ^ 0xff;
      CHECK(differing(of) == 0);
    }
  }
}

TEST_CASE("no bit of ciphertext, tag or associated data can change, and nothing is released") {
  for (const size_t size : {size_t{1}, size_t{100}, size_t{600}}) {
    Case of = make_case(size, 20, static_cast<uint32_t>(size));
    const Bytes good = sealed(of);
    for (size_t bit = 0; bit < good.size() * 8; ++bit) {
      Bytes bent = good;
      bent[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
      REQUIRE(!open_in_place(of, bent));
      REQUIRE(all_zeros(ByteView(bent).first(size)));
    }
    for (size_t bit = 0; bit < of.associated.size() * 8; ++bit) {
      Bytes buffer = good;
      of.associated[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
      REQUIRE(!open_in_place(of, buffer));
      REQUIRE(all_zeros(ByteView(buffer).first(size)));
      of.associated[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
    }
    of.nonce[0] ^= 1;
    Bytes buffer = good;
    CHECK(!open_in_place(of, buffer));
  }
}

TEST_CASE("a cut or lengthened message does not open") {
  const Case of = make_case(513, 0, 9);
  const Bytes good = sealed(of);
  for (size_t size = kTagSize; size < good.size(); ++size) {
    Bytes cut(good.end() - static_cast<long>(size), good.end());
    REQUIRE(!open_in_place(of, cut));
  }
  Bytes longer = good;
  longer.insert(longer.begin() + 513, 0);
  CHECK(!open_in_place(of, longer));
}

}  // namespace
}  // namespace mayfly::aead
