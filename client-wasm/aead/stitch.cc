// ChaCha20 and Poly1305 in one loop. Neither fills the machine: each fills the gaps of the other.
#include "client-wasm/aead/stitch.h"

namespace mayfly::aead {

void stitch(ChaCha20& cipher, uint8_t* data, size_t groups, Poly1305& mac,
            const uint8_t* mac_input) {
  constexpr int kPairs = kGroupSize / (2 * kBlockSize);
  static_assert(kPairs <= kDoubleRounds);
  const int pairs = mac_input == nullptr ? 0 : kPairs;
  Accumulator accumulator = mac.accumulator();
  for (; groups > 0; --groups, data += kGroupSize) {
    Group group(cipher);
    for (int round = 0; round < kDoubleRounds; ++round) {
      group.double_round();
      if (round < pairs) {
        accumulator.absorb_pair(mac_input);
        mac_input += 2 * kBlockSize;
      }
    }
    group.finish(cipher, data);
    cipher.advance(kGroupBlocks);
  }
  mac.set_value(accumulator.value);
}

}  // namespace mayfly::aead
