// Notes, hints and events that nobody sealed never open, and what was sealed opens as it was.
#include "client-wasm/sealed_text.h"

#include "client-wasm/owner.h"
#include "tests/fuzz/fuzz.h"

namespace {

class ZeroRandom final : public mayfly::Random {
 public:
  void fill(mayfly::MutableBytes out) override { std::fill(out.begin(), out.end(), uint8_t{0}); }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const mayfly::Bytes input = mayfly::fuzz::exact(data, size);
  const mayfly::Owner owner{mayfly::OwnerSecret(mayfly::ByteArray<32>{1})};
  FUZZ_CHECK(!owner.open_event(input));
  FUZZ_CHECK(!owner.open_note(input));
  FUZZ_CHECK(!mayfly::open_hint(mayfly::HintKey(mayfly::ByteArray<32>{2}), input));
  ZeroRandom random;
  if (const auto sealed = owner.seal_note(input, random)) {
    const auto opened = owner.open_note(*sealed);
    FUZZ_CHECK(opened && std::equal(input.begin(), input.end(), opened->expose().begin(),
                                    opened->expose().end()));
  }
  return 0;
}
