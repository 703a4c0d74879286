// What the link readers accept, they write back; URLs fall apart into pieces of themselves.
#include "client-wasm/link.h"

#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const mayfly::Bytes input = mayfly::fuzz::exact(data, size);
  const std::string_view text = mayfly::as_chars(input);
  if (const auto link = mayfly::parse_share_fragment(text)) {
    FUZZ_CHECK(text.ends_with(mayfly::format_fragment(*link)));
  }
  if (const auto owner = mayfly::parse_manage_fragment(text)) {
    FUZZ_CHECK(text.ends_with(mayfly::format_fragment(*owner)));
  }
  if (const auto url = mayfly::split_link(text)) {
    FUZZ_CHECK(text.starts_with(url->origin) && text.ends_with(url->fragment));
    FUZZ_CHECK(text.size() == url->origin.size() + 2 + (url->bent ? 3 : 1) + url->fragment.size());
  }
  return 0;
}
