// What the readers of keys accept, they write back, but for case.
#include "client-wasm/age/key_text.h"

#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const mayfly::Bytes input = mayfly::fuzz::exact(data, size);
  if (const auto identity = mayfly::age::parse_identity(mayfly::as_chars(input))) {
    std::string upper(mayfly::as_chars(input));
    for (char& c : upper) {
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    FUZZ_CHECK(mayfly::age::format_identity(*identity) == upper);
  }
  if (const auto recipient = mayfly::age::parse_recipient(mayfly::as_chars(input))) {
    FUZZ_CHECK(mayfly::age::format_recipient(*recipient) == mayfly::as_chars(input));
  }
  if (size >= 32) {
    const mayfly::AgeIdentity identity(mayfly::ByteView(input).first<32>());
    const auto again = mayfly::age::parse_identity(mayfly::age::format_identity(identity));
    FUZZ_CHECK(again && std::equal(input.begin(), input.begin() + 32, again->expose().begin()));
  }
  return 0;
}
