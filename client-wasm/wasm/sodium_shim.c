// What the chosen libsodium files ask of the ones left out: no CPU features, one thread, no second
// chance.
#include <stddef.h>

int sodium_runtime_has_neon(void) { return 0; }
int sodium_runtime_has_sse2(void) { return 0; }
int sodium_runtime_has_sse41(void) { return 0; }
int sodium_runtime_has_ssse3(void) { return 0; }
int sodium_runtime_has_avx(void) { return 0; }
int sodium_runtime_has_avx2(void) { return 0; }
int sodium_runtime_has_avx512f(void) { return 0; }

void sodium_misuse(void) { __builtin_trap(); }
