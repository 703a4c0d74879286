// Poly1305's key, its blocks one by one, and its end.
#include "client-wasm/aead/poly1305.h"

#include <sodium.h>

#include <bit>

namespace mayfly::aead {
namespace {

static_assert(std::endian::native == std::endian::little, "words are loaded as they lie");

// RFC 8439, section 2.5.1, without the bit above the block: the top 4 bits of four bytes of r and
// the bottom 2 of three are cleared.
Limbs clamped(std::span<const uint8_t, kBlockSize> key) {
  ByteArray<kBlockSize> r;
  std::copy(key.begin(), key.end(), r.begin());
  for (const size_t i : {3, 7, 11, 15}) r[i] &= 15;
  for (const size_t i : {4, 8, 12}) r[i] &= 252;
  Limbs limbs = block_limbs(r.data());
  limbs.at[4] -= uint64_t{1} << 24;
  sodium_memzero(r.data(), r.size());
  return limbs;
}

// Out of line: it is long, and few blocks come this way.
[[gnu::noinline]] Limbs times(const Limbs& a, const Limbs& b) { return carried(product(a, b)); }

// Once round from the bottom: every limb but the lowest is below 2^26 then.
void carry_round(Limbs& a) {
  uint64_t carry = 0;
  for (uint64_t& limb : a.at) {
    limb += carry;
    carry = limb >> kLimbBits;
    limb &= kLimbMask;
  }
  a.at[0] += carry * 5;
}

// The one value below 2^130 - 5 that `a` stands for: a - p where that is not negative, chosen by a
// mask.
Limbs reduced(Limbs a) {
  for (int round = 0; round < 2; ++round) carry_round(a);
  Limbs less{};
  uint64_t carry = 5;
  for (int i = 0; i < 5; ++i) {
    carry += a.at[i];
    less.at[i] = carry & kLimbMask;
    carry >>= kLimbBits;
  }
  const uint64_t mask = 0 - carry;
  for (int i = 0; i < 5; ++i) a.at[i] ^= mask & (a.at[i] ^ less.at[i]);
  return a;
}

}  // namespace

Poly1305::Poly1305(std::span<const uint8_t, 32> key) {
  accumulator_.r = clamped(key.first<kBlockSize>());
  accumulator_.r_squared = times(accumulator_.r, accumulator_.r);
  std::memcpy(s_, key.data() + kBlockSize, sizeof s_);
}

Poly1305::~Poly1305() {
  sodium_memzero(&accumulator_, sizeof accumulator_);
  sodium_memzero(s_, sizeof s_);
}

void Poly1305::absorb(ByteView bytes) {
  const auto absorb_block = [this](const uint8_t* block) {
    accumulator_.value = times(sum(accumulator_.value, block_limbs(block)), accumulator_.r);
  };
  for (; bytes.size() >= kBlockSize; bytes = bytes.subspan(kBlockSize)) absorb_block(bytes.data());
  if (bytes.empty()) return;
  ByteArray<kBlockSize> last{};
  std::copy(bytes.begin(), bytes.end(), last.begin());
  absorb_block(last.data());
}

void Poly1305::finish(Tag tag) {
  Limbs a = reduced(accumulator_.value);
  const uint64_t low = a.at[0] | a.at[1] << 26 | a.at[2] << 52;
  const uint64_t high = a.at[2] >> 12 | a.at[3] << 14 | a.at[4] << 40;
  const uint64_t words[4] = {low & UINT32_MAX, low >> 32, high & UINT32_MAX, high >> 32};
  uint64_t carry = 0;
  for (size_t i = 0; i < 4; ++i) {
    carry += words[i] + s_[i];
    const auto word = static_cast<uint32_t>(carry);
    std::memcpy(tag.data() + 4 * i, &word, sizeof word);
    carry >>= 32;
  }
  sodium_memzero(&a, sizeof a);
}

}  // namespace mayfly::aead
