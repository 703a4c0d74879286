// A part opens only when it was sealed so: the input is a plaintext, its part plan, and what
// happens to the sealed bytes.
#include "client-wasm/age/payload.h"

#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 4) return 0;
  const mayfly::Bytes plain = mayfly::fuzz::exact(data + 4, size - 4);
  const auto plan = mayfly::PartPlan::make(plain.size(), mayfly::kPartSizeMin);
  if (!plan || plan->part_count() != 1) return 0;
  const mayfly::age::PartCipher cipher(mayfly::age::PayloadKey{mayfly::ByteArray<32>{1}}, *plan);
  mayfly::Bytes sealed = plain;
  sealed.resize(plan->sealed_size(0));
  FUZZ_CHECK(cipher.seal_part(0, sealed));
  FUZZ_CHECK(mayfly::age::payload_plain_size(sealed.size()) == plain.size());

  const size_t bent_at = (size_t{data[0]} << 8 | data[1]) % sealed.size();
  const uint8_t bent_by = data[2];
  sealed[bent_at] ^= bent_by;
  const auto opened = cipher.open_part(0, sealed);
  FUZZ_CHECK(opened.has_value() == (bent_by == 0));
  if (opened) FUZZ_CHECK(std::equal(opened->begin(), opened->end(), plain.begin(), plain.end()));

  mayfly::Bytes foreign = plain;
  FUZZ_CHECK(!cipher.open_part(0, foreign));
  return 0;
}
