// Four 32-bit words side by side, in the compiler's own vector types: wasm SIMD in the browser,
// SSE2 or NEON in native tests.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#ifdef __wasm_simd128__
#include <wasm_simd128.h>
#endif

namespace mayfly::aead {

static_assert(std::endian::native == std::endian::little, "words are loaded as they lie");

using Lanes = uint32_t __attribute__((vector_size(16)));

[[gnu::always_inline]] inline Lanes splat(uint32_t word) { return Lanes{word, word, word, word}; }

[[gnu::always_inline]] inline Lanes load(const uint8_t* from) {
  Lanes lanes;
  std::memcpy(&lanes, from, sizeof lanes);
  return lanes;
}

[[gnu::always_inline]] inline void store(Lanes lanes, uint8_t* to) {
  std::memcpy(to, &lanes, sizeof lanes);
}

#ifdef __wasm_simd128__
// Engines turn a swizzle by a constant into one byte shuffle of the machine, and did better with it
// than with i8x16.shuffle.
[[gnu::always_inline]] inline Lanes with_bytes_in(v128_t order, Lanes lanes) {
  return reinterpret_cast<Lanes>(wasm_i8x16_swizzle(reinterpret_cast<v128_t>(lanes), order));
}
#endif

template <int kBits>
[[gnu::always_inline]] inline Lanes rotate_left(Lanes lanes) {
#ifdef __wasm_simd128__
  if constexpr (kBits == 16) {
    return with_bytes_in(wasm_i8x16_const(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13),
                         lanes);
  }
  if constexpr (kBits == 8) {
    return with_bytes_in(wasm_i8x16_const(3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14),
                         lanes);
  }
#endif
  return lanes << kBits | lanes >> (32 - kBits);
}

// Four rows of four words become four columns.
[[gnu::always_inline]] inline void transpose(Lanes& a, Lanes& b, Lanes& c, Lanes& d) {
  const Lanes low_ab = __builtin_shufflevector(a, b, 0, 4, 1, 5);
  const Lanes low_cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
  const Lanes high_ab = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  const Lanes high_cd = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  a = __builtin_shufflevector(low_ab, low_cd, 0, 1, 4, 5);
  b = __builtin_shufflevector(low_ab, low_cd, 2, 3, 6, 7);
  c = __builtin_shufflevector(high_ab, high_cd, 0, 1, 4, 5);
  d = __builtin_shufflevector(high_ab, high_cd, 2, 3, 6, 7);
}

}  // namespace mayfly::aead
