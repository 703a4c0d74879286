// age keys in text: one text for one key.
#include "client-wasm/age/key_text.h"

#include "tests/support/fixed_random.h"
#include "tests/support/results.h"

namespace mayfly::age {
namespace {

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

TEST_CASE("an identity reads back, in either case") {
  test::FixedRandom random;
  for (int i = 0; i < 50; ++i) {
    const auto identity = random.make<AgeIdentity>();
    const std::string text = format_identity(identity);
    CHECK(text.size() == 74);
    CHECK(text.starts_with("AGE-SECRET-KEY-1"));
    for (const std::string& form : {text, lower(text)}) {
      const auto parsed = parse_identity(form);
      REQUIRE(parsed);
      CHECK(format_identity(*parsed) == text);
    }
  }
}

TEST_CASE("an identity with one character changed, cut or added is refused") {
  const std::string text = format_identity(AgeIdentity(ByteArray<32>{1, 2, 3}));
  for (size_t i = 0; i < text.size(); ++i) {
    for (const char c : {'Q', 'P', 'A', 'a', '1', ' ', '\0', '\x80'}) {
      std::string bent = text;
      bent[i] = c;
      if (bent == text) continue;
      CHECK_FAULT(parse_identity(bent), kBadInput);
    }
    CHECK_FAULT(parse_identity(text.substr(0, i)), kBadInput);
  }
  CHECK_FAULT(parse_identity(text + "Q"), kBadInput);
  CHECK_FAULT(parse_identity("AGE-SECRET-KEY-1" + lower(text.substr(16))), kBadInput);
}

TEST_CASE("an identity whose filling bits are not zero is refused, though its checksum is right") {
  // The text of an all-zero key with the last data group 1 instead of 0, and the checksum that
  // belongs to it.
  CHECK_FAULT(
      parse_identity("AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQP6PM6NR"),
      kBadInput);
  CHECK(parse_identity(format_identity(AgeIdentity(ByteArray<32>{}))));
}

// The pair is that of tests/vectors/vectors.json, whose text age-keygen reads.
TEST_CASE("a recipient reads back; nothing that differs from it does") {
  const auto identity =
      parse_identity("AGE-SECRET-KEY-1LASH7TEK5QXFPED6YT48EDZD5DFEK7RMZ59ZHWSKKK6M7N4ET7FSK0LEJ0");
  REQUIRE(identity);
  const X25519Point recipient = x25519_public(identity->expose());
  const std::string text = format_recipient(recipient);
  CHECK(text == "age1v5erqzs4t9ngklm7ze2x08pgz6crw7fnpwe28l8jveztygwmqaasnf72vd");
  const auto parsed = parse_recipient(text);
  REQUIRE(parsed);
  CHECK(*parsed == recipient);
  for (size_t i = 0; i < text.size(); ++i) {
    for (const char c : {'q', 'p', 'Q', 'b', '1', ' ', '\0', '\x80'}) {
      std::string bent = text;
      bent[i] = c;
      if (bent != text) CHECK_FAULT(parse_recipient(bent), kBadInput);
    }
    CHECK_FAULT(parse_recipient(text.substr(0, i)), kBadInput);
  }
  CHECK_FAULT(parse_recipient(text + "q"), kBadInput);
  CHECK_FAULT(parse_recipient("AGE" + text.substr(3)), kBadInput);
  CHECK_FAULT(parse_recipient(format_identity(*identity)), kBadInput);
}

}  // namespace
}  // namespace mayfly::age
