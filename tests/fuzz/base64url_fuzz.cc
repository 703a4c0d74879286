// What base64url accepts, it writes back.
#include "common/base64url.h"

#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const mayfly::Bytes input = mayfly::fuzz::exact(data, size);
  const std::string_view text = mayfly::as_chars(input);
  if (const auto bytes = mayfly::base64url_decode(text)) {
    FUZZ_CHECK(mayfly::base64url_encode(*bytes) == text);
  }
  FUZZ_CHECK(mayfly::base64url_decode(mayfly::base64url_encode(input)) == input);
  return 0;
}
