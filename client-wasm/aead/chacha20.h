// ChaCha20 (RFC 8439, section 2.3), four blocks at a time: lane i of each word belongs to block i.
#pragma once

#include <sodium.h>

#include "client-wasm/aead/aead.h"
#include "client-wasm/aead/lanes.h"

namespace mayfly::aead {

inline constexpr size_t kGroupBlocks = 4;
inline constexpr size_t kGroupSize = 64 * kGroupBlocks;
inline constexpr int kDoubleRounds = 10;

// The words that four blocks start from, ready in lanes; only the counter differs between these.
class ChaCha20 {
 public:
  ChaCha20(Key key, const Nonce& nonce, uint32_t counter) {
    uint32_t words[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};  // "expand 32-byte k"
    std::memcpy(&words[4], key.data(), key.size());
    std::memcpy(&words[kCounter + 1], nonce.data(), nonce.size());
    for (size_t i = 0; i < 16; ++i) lanes_[i] = splat(words[i]);
    sodium_memzero(words, sizeof words);
    set_counter(counter);
  }
  ChaCha20(const ChaCha20&) = delete;
  ChaCha20& operator=(const ChaCha20&) = delete;
  ~ChaCha20() { sodium_memzero(lanes_, sizeof lanes_); }

  [[gnu::always_inline]] const Lanes& lanes(size_t i) const { return lanes_[i]; }

  // Of the next group's first block.
  uint32_t counter() const { return lanes_[kCounter][0]; }
  void set_counter(uint32_t counter) { lanes_[kCounter] = splat(counter) + Lanes{0, 1, 2, 3}; }
  [[gnu::always_inline]] void advance(uint32_t blocks) { lanes_[kCounter] += splat(blocks); }

 private:
  static constexpr size_t kCounter = 12;
  Lanes lanes_[16];
};

// Four blocks in the making. Every index is a constant once all is inlined, without a loop that
// must be unrolled first: only then do the words live in registers.
struct Group {
  Lanes words[16];

  [[gnu::always_inline]] explicit Group(const ChaCha20& start)
      : words{start.lanes(0),  start.lanes(1),  start.lanes(2),  start.lanes(3),
              start.lanes(4),  start.lanes(5),  start.lanes(6),  start.lanes(7),
              start.lanes(8),  start.lanes(9),  start.lanes(10), start.lanes(11),
              start.lanes(12), start.lanes(13), start.lanes(14), start.lanes(15)} {}

  [[gnu::always_inline]] void quarter_round(size_t a, size_t b, size_t c, size_t d) {
    words[a] += words[b], words[d] = rotate_left<16>(words[d] ^ words[a]);
    words[c] += words[d], words[b] = rotate_left<12>(words[b] ^ words[c]);
    words[a] += words[b], words[d] = rotate_left<8>(words[d] ^ words[a]);
    words[c] += words[d], words[b] = rotate_left<7>(words[b] ^ words[c]);
  }

  [[gnu::always_inline]] void double_round() {
    quarter_round(0, 4, 8, 12);
    quarter_round(1, 5, 9, 13);
    quarter_round(2, 6, 10, 14);
    quarter_round(3, 7, 11, 15);
    quarter_round(0, 5, 10, 15);
    quarter_round(1, 6, 11, 12);
    quarter_round(2, 7, 8, 13);
    quarter_round(3, 4, 9, 14);
  }

  // The last step: adds what the blocks started from, and xors the keystream into kGroupSize bytes.
  [[gnu::always_inline]] void finish(const ChaCha20& start, uint8_t* data) {
    xor_row(0, start, data);
    xor_row(4, start, data);
    xor_row(8, start, data);
    xor_row(12, start, data);
  }

 private:
  // Words i to i + 3 of all four blocks.
  [[gnu::always_inline]] void xor_row(size_t i, const ChaCha20& start, uint8_t* data) {
    Lanes a = words[i] + start.lanes(i);
    Lanes b = words[i + 1] + start.lanes(i + 1);
    Lanes c = words[i + 2] + start.lanes(i + 2);
    Lanes d = words[i + 3] + start.lanes(i + 3);
    transpose(a, b, c, d);
    uint8_t* const at = data + 4 * i;
    store(load(at) ^ a, at);
    store(load(at + 64) ^ b, at + 64);
    store(load(at + 128) ^ c, at + 128);
    store(load(at + 192) ^ d, at + 192);
  }
};

}  // namespace mayfly::aead
