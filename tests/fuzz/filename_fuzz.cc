// A sanitised name keeps every promise, whatever it came from.
#include "client-wasm/archive/filename.h"

#include "client-wasm/archive/utf8.h"
#include "common/limits.h"
#include "tests/fuzz/fuzz.h"

namespace {

void check_name(const std::string& name) {
  FUZZ_CHECK(!name.empty() && name.size() <= mayfly::kFileNameSizeMax);
  FUZZ_CHECK(name.find_first_of("/\\:*?\"<>|") == std::string::npos);
  FUZZ_CHECK(name.find("..") == std::string::npos && name.front() != '.' && name.front() != ' ');
  FUZZ_CHECK(name.back() != '.' && name.back() != ' ');
  for (std::string_view rest = name; !rest.empty();) {
    const mayfly::Utf8Char next = mayfly::first_utf8_char(rest);
    FUZZ_CHECK(next.size > 0 && next.code >= 0x20 && next.code != 0x7f);
    FUZZ_CHECK(next.code < 0x202a || next.code > 0x202e);
    FUZZ_CHECK(next.code < 0x2066 || next.code > 0x2069);
    rest.remove_prefix(next.size);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const mayfly::Bytes input = mayfly::fuzz::exact(data, size);
  const std::string name = mayfly::sanitize_file_name(mayfly::as_chars(input));
  check_name(name);
  FUZZ_CHECK(mayfly::sanitize_file_name(name) == name);
  mayfly::UniqueNames names("mayfly.json");
  const std::string first = names.add(mayfly::as_chars(input));
  const std::string second = names.add(mayfly::as_chars(input));
  check_name(first);
  check_name(second);
  FUZZ_CHECK(first != second);
  return 0;
}
