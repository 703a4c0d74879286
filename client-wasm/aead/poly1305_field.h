// Arithmetic modulo 2^130 - 5 for Poly1305, in five limbs of 26 bits, each in 64: products add up
// without running over. No step depends on a value, only on how many blocks there are.
#pragma once

#include <cstdint>
#include <cstring>

namespace mayfly::aead {

inline constexpr int kLimbBits = 26;
inline constexpr uint64_t kLimbMask = (uint64_t{1} << kLimbBits) - 1;
inline constexpr size_t kBlockSize = 16;

// Worth sum(at[i] * 2^(26 i)). "Carried" means that no limb is over 2^27; then ten products of two
// such limbs, half of them times five, stay below 2^60.
struct Limbs {
  uint64_t at[5];
};

// A whole block with the bit 2^128 that RFC 8439, section 2.5, sets above it.
[[gnu::always_inline]] inline Limbs block_limbs(const uint8_t* block) {
  uint64_t low;
  uint64_t high;
  std::memcpy(&low, block, sizeof low);
  std::memcpy(&high, block + sizeof low, sizeof high);
  return {{low & kLimbMask, low >> 26 & kLimbMask, (low >> 52 | high << 12) & kLimbMask,
           high >> 14 & kLimbMask, high >> 40 | uint64_t{1} << 24}};
}

[[gnu::always_inline]] inline Limbs sum(const Limbs& a, const Limbs& b) {
  return {{a.at[0] + b.at[0], a.at[1] + b.at[1], a.at[2] + b.at[2], a.at[3] + b.at[3],
           a.at[4] + b.at[4]}};
}

// Not carried yet. What lies at 2^130 and above comes back five times at the bottom.
[[gnu::always_inline]] inline Limbs product(const Limbs& a, const Limbs& b) {
  const uint64_t* const x = a.at;
  const uint64_t* const y = b.at;
  const uint64_t y1 = y[1] * 5, y2 = y[2] * 5, y3 = y[3] * 5, y4 = y[4] * 5;
  return {{x[0] * y[0] + x[1] * y4 + x[2] * y3 + x[3] * y2 + x[4] * y1,
           x[0] * y[1] + x[1] * y[0] + x[2] * y4 + x[3] * y3 + x[4] * y2,
           x[0] * y[2] + x[1] * y[1] + x[2] * y[0] + x[3] * y4 + x[4] * y3,
           x[0] * y[3] + x[1] * y[2] + x[2] * y[1] + x[3] * y[0] + x[4] * y4,
           x[0] * y[4] + x[1] * y[3] + x[2] * y[2] + x[3] * y[1] + x[4] * y[0]}};
}

// What a limb has above its 26 bits goes to the next one, from the last to the first five times.
[[gnu::always_inline]] inline void carry(uint64_t& from, uint64_t& to, uint64_t times = 1) {
  to += (from >> kLimbBits) * times;
  from &= kLimbMask;
}

// Two chains side by side, 0 to 2 and 3 to 0, so that neither waits for the other.
[[gnu::always_inline]] inline Limbs carried(Limbs a) {
  carry(a.at[0], a.at[1]);
  carry(a.at[3], a.at[4]);
  carry(a.at[1], a.at[2]);
  carry(a.at[4], a.at[0], 5);
  carry(a.at[2], a.at[3]);
  carry(a.at[0], a.at[1]);
  carry(a.at[3], a.at[4]);
  return a;
}

// The running sum and the key's powers; plain, so that a loop can keep a copy in registers.
struct Accumulator {
  Limbs value;
  Limbs r;
  Limbs r_squared;

  // Two blocks for one round of carries: (value + first) r^2 + second r.
  [[gnu::always_inline]] void absorb_pair(const uint8_t* blocks) {
    value = carried(sum(product(sum(value, block_limbs(blocks)), r_squared),
                        product(block_limbs(blocks + kBlockSize), r)));
  }
};

}  // namespace mayfly::aead
