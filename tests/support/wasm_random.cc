// libsodium's random bytes in the wasm test program, from Emscripten's libc; the modules themselves
// ask JavaScript.
#include <unistd.h>

#include <algorithm>
#include <cstdint>

extern "C" void randombytes_buf(void* out, size_t size) {
  constexpr size_t kRunSizeMax = 256;
  for (size_t done = 0; done < size; done += kRunSizeMax) {
    if (getentropy(static_cast<uint8_t*>(out) + done, std::min(kRunSizeMax, size - done)) != 0) {
      __builtin_trap();
    }
  }
}
