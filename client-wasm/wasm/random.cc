// libsodium's random bytes, from the one function that the core asks of JavaScript.
#include <cstddef>
#include <cstdint>

extern "C" {

__attribute__((import_module("env"), import_name("mayfly_random"))) void mayfly_random(uint8_t* out,
                                                                                       size_t size);

void randombytes_buf(void* out, size_t size) { mayfly_random(static_cast<uint8_t*>(out), size); }

}  // extern "C"
