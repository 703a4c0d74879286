// Notes, hints and events: every bit and every length of what is sealed.
#include "client-wasm/sealed_text.h"

#include "client-wasm/owner.h"
#include "common/limits.h"
#include "tests/support/fixed_random.h"
#include "tests/support/hex.h"
#include "tests/support/results.h"
#include "tests/support/vectors.h"

namespace mayfly {
namespace {

TEST_CASE("a note opens as it was; a hint key does not open it") {
  test::FixedRandom random;
  const auto key = random.make<NoteKey>();
  const auto sealed = seal_note(key, as_bytes("label"), random);
  REQUIRE(sealed);
  CHECK(sealed->size() == 5 + kSealedTextOverhead);
  const auto opened = open_note(key, *sealed);
  REQUIRE(opened);
  CHECK(as_chars(opened->expose()) == "label");
  CHECK_FAULT(open_hint(HintKey(ByteArray<32>{}), *sealed), kWrongKey);
}

TEST_CASE("no bit of a sealed text can change, and none of its length") {
  test::FixedRandom random;
  const auto key = random.make<HintKey>();
  const Bytes sealed = *seal_hint(key, as_bytes("from Anna"), random);
  for (size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    Bytes bent = sealed;
    bent[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
    CHECK_FAULT(open_hint(key, bent), kWrongKey);
  }
  for (size_t size = 0; size < sealed.size(); ++size) {
    const auto opened = open_hint(key, ByteView(sealed).first(size));
    CHECK(test::fault_of(opened) ==
          (size < kSealedTextOverhead ? Fault::kTruncated : Fault::kWrongKey));
  }
}

TEST_CASE("sealed texts keep to their limits, sealed and opened") {
  test::FixedRandom random;
  const auto note = random.make<NoteKey>();
  const auto hint = random.make<HintKey>();
  const Bytes longest_note(kNoteSizeMax - kSealedTextOverhead, 'x');
  const Bytes longest_hint(kHintSizeMax - kSealedTextOverhead, 'x');
  CHECK(seal_note(note, longest_note, random)->size() == kNoteSizeMax);
  CHECK(seal_hint(hint, longest_hint, random)->size() == kHintSizeMax);
  CHECK_FAULT(seal_note(note, Bytes(longest_note.size() + 1), random), kTooLarge);
  CHECK_FAULT(seal_hint(hint, Bytes(longest_hint.size() + 1), random), kTooLarge);
  CHECK_FAULT(open_note(note, Bytes(kNoteSizeMax + 1)), kTooLarge);
  CHECK_FAULT(open_hint(hint, Bytes(kHintSizeMax + 1)), kTooLarge);
}

TEST_CASE("no bit of an event can change, and none of its length") {
  const auto& expected = test::vectors()["owner"];
  const auto owner = Owner::from_fragment(test::text(expected, "fragment"));
  REQUIRE(owner);
  const Bytes sealed = *base64url_decode(test::text(expected, "event_sealed"));
  for (size_t i = 0; i < sealed.size(); ++i) {
    Bytes bent = sealed;
    bent[i] ^= 1;
    CHECK_FAULT(owner->open_event(bent), kWrongKey);
    CHECK(!owner->open_event(ByteView(sealed).first(i)));
  }
  CHECK_FAULT(owner->open_event(Bytes(kEventSizeMax + 1)), kTooLarge);
}

}  // namespace
}  // namespace mayfly
