// X25519 out of libsodium for as few bytes as it has: limbs of 51 bits, and squares by the general multiplication. A drop takes
// a few of them, so a millisecond each is nothing.
#define HAVE_TI_MODE 1
#include "private/ed25519_ref10.h"
#define fe25519_sq(h, f) fe25519_mul(h, f, f)
#include "crypto_core/ed25519/ref10/ed25519_ref10.c"

// Only the core's own X25519 with the base point makes public keys (client-wasm/x25519.h), so the 30 kB table for Edwards points
// stays out. Nothing calls this.
static void no_edwards_base(ge25519_p3 *point, const unsigned char *scalar) {
  (void)point;
  (void)scalar;
  __builtin_trap();
}
#define ge25519_scalarmult_base no_edwards_base
#include "crypto_scalarmult/curve25519/ref10/x25519_ref10.c"
