// A chain of messages, each tag the next one's associated data and nonce: the last tag stands for
// every byte of all ciphertexts.
#include "client-wasm/aead/self_test.h"

namespace mayfly::aead {
namespace {

constexpr size_t kSizes[] = {0,   1,   15,  16,  17,  63,  64,   65,   255,
                             256, 257, 511, 512, 513, 767, 1025, 4095, 65536};
// Computed by tests/client-wasm/aead.test.mjs, with Node's cipher.
constexpr ByteArray<kTagSize> kLastTag = {0x6d, 0x26, 0x28, 0x1a, 0x6f, 0xa6, 0x4e, 0x20,
                                          0x15, 0x39, 0x1f, 0xfe, 0x4e, 0xb2, 0xe4, 0xc8};

// Bytes that repeat nowhere soon.
class Pattern {
 public:
  uint8_t next() {
    state_ = state_ * 1664525 + 1013904223;
    return static_cast<uint8_t>(state_ >> 24);
  }

 private:
  uint32_t state_ = 1;
};

bool is_pattern(ByteView bytes) {
  Pattern pattern;
  return std::all_of(bytes.begin(), bytes.end(), [&](uint8_t b) { return b == pattern.next(); });
}

}  // namespace

bool self_test(decltype(seal)& sealing, decltype(open)& opening) {
  ByteArray<kKeySize> key;
  Pattern pattern;
  for (uint8_t& byte : key) byte = pattern.next();
  ByteArray<kTagSize> tag{};
  Bytes room(*std::rbegin(kSizes));
  for (const size_t size : kSizes) {
    const auto message = MutableBytes(room).first(size);
    Pattern plain;
    for (uint8_t& byte : message) byte = plain.next();
    const auto associated = tag;
    Nonce nonce;
    std::copy_n(tag.begin(), nonce.size(), nonce.begin());
    sealing(key, nonce, associated, message, tag);
    if (!opening(key, nonce, associated, message, tag) || !is_pattern(message)) return false;
    // The plaintext in the place of the ciphertext: no tag fits that, unless both are empty.
    if (opening(key, nonce, associated, message, tag) != message.empty()) return false;
  }
  return tag == kLastTag;
}

}  // namespace mayfly::aead
