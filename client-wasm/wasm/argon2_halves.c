// Argon2id's filling for the build in JavaScript, which has no integers of 64 bits: libsodium's own steps, with words in halves.
// Between its twelve or more segments it tells how far it is, since all of them take many seconds there.
#include <stddef.h>
#include <stdint.h>

__attribute__((import_module("env"), import_name("mayfly_step"))) void mayfly_step(double done);

typedef struct __attribute__((may_alias)) {
  uint32_t low, high;
} word;

// a + b + 2 * a.low * b.low, the product put together from those of 16 bits.
static inline word mix(word a, word b) {
  const uint32_t a0 = a.low & 0xffff, a1 = a.low >> 16, b0 = b.low & 0xffff, b1 = b.low >> 16;
  const uint32_t middle = a1 * b0 + (a0 * b0 >> 16);
  const uint32_t high = a1 * b1 + (middle >> 16) + ((a0 * b1 + (middle & 0xffff)) >> 16);
  const uint32_t low = a.low * b.low;
  word sum = {a.low + b.low, 0};
  const uint32_t carry = sum.low < a.low;
  sum.low += low << 1;
  sum.high = a.high + b.high + carry + (high << 1 | low >> 31) + (sum.low < low << 1);
  return sum;
}

// a ^ b, rotated to the right.
static inline word turned(word a, word b, int bits) {
  const uint32_t low = a.low ^ b.low, high = a.high ^ b.high;
  if (bits == 32) return (word){high, low};
  if (bits == 63) return (word){low << 1 | high >> 31, high << 1 | low >> 31};
  return (word){low >> bits | high << (32 - bits), high >> bits | low << (32 - bits)};
}

// BlaMka's G: RFC 9106, section 3.6. Not inlined: engines do not optimise functions as large as all of a round.
static __attribute__((noinline)) void quarter(word *pa, word *pb, word *pc, word *pd) {
  word a = mix(*pa, *pb), d = turned(*pd, a, 32), c = mix(*pc, d), b = turned(*pb, c, 24);
  *pa = a = mix(a, b);
  *pd = d = turned(d, a, 16);
  *pc = c = mix(c, d);
  *pb = turned(b, c, 63);
}

#include "crypto_pwhash/argon2/blamka-round-ref.h"
#undef G
#define G(a, b, c, d) quarter((word *)&(a), (word *)&(b), (word *)&(c), (word *)&(d))
#define argon2_fill_segment_ref fill_segment
#include "crypto_pwhash/argon2/argon2-fill-block-ref.c"
#undef argon2_fill_segment_ref

void argon2_fill_segment_ref(const argon2_instance_t *instance, argon2_position_t position) {
  const uint32_t segments = instance->passes * ARGON2_SYNC_POINTS;
  mayfly_step((double)(position.pass * ARGON2_SYNC_POINTS + position.slice) / segments);
  fill_segment(instance, position);
}
