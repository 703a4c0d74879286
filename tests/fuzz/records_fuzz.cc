// Records and keys of the store: what decodes writes back the same bytes.
#include "server/records.h"

#include "server/keyspace.h"
#include "tests/fuzz/fuzz.h"

namespace {

template <typename Record>
void check(mayfly::ByteView input) {
  const auto record = mayfly::decode<Record>(input);
  if (record) FUZZ_CHECK(std::ranges::equal(mayfly::encode(*record), input));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const mayfly::Bytes input = mayfly::fuzz::exact(data, size);
  check<mayfly::DropRecord>(input);
  check<mayfly::GrantRecord>(input);
  check<mayfly::GrantContents>(input);
  check<mayfly::LeaseRecord>(input);
  check<mayfly::TotalsRecord>(input);
  if (const auto due = mayfly::keyspace::due_in(input)) {
    FUZZ_CHECK(mayfly::keyspace::due(*due).bytes == input);
  }
  (void)mayfly::keyspace::waiting_erasure_in(input);
  return 0;
}
