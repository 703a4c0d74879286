// A header section: what is framed is a method, an origin-form target and at most one length.
#include "server/http_frame.h"

#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const mayfly::Bytes input = mayfly::fuzz::exact(data, size);
  const auto frame = mayfly::read_frame(mayfly::as_chars(input));
  if (!frame) return 0;
  FUZZ_CHECK(size <= mayfly::kHeadSizeMax);
  FUZZ_CHECK(mayfly::as_chars(input).ends_with("\r\n\r\n"));
  FUZZ_CHECK(frame->head.path.starts_with('/'));
  FUZZ_CHECK(frame->head.path.find_first_of(" \r\n#?") == std::string::npos);
  return 0;
}
