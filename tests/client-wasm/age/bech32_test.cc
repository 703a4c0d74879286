// age identities in text: one text for one key.
#include "client-wasm/age/bech32.h"

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

}  // namespace
}  // namespace mayfly::age
