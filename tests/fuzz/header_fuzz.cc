// What the header reader accepts, it writes back; opening it never misbehaves.
#include "client-wasm/age/header.h"

#include "client-wasm/receiver.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const mayfly::Bytes input = mayfly::fuzz::exact(data, size);
  if (const auto parsed = mayfly::age::parse_header(input)) {
    FUZZ_CHECK(parsed->maced_size < parsed->size && parsed->size <= size);
    FUZZ_CHECK(mayfly::age::format_header(parsed->header) ==
               mayfly::as_chars(input).substr(0, parsed->size));
  }
  const mayfly::AgeIdentity identity{mayfly::ByteArray<32>{1}};
  static_cast<void>(mayfly::open_grant_header(identity, input));
  return 0;
}
