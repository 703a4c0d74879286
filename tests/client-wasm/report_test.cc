// Abuse reports: one size for all, and nothing opens but what was sealed to this key.
#include "client-wasm/report.h"

#include "client-wasm/age/header.h"
#include "common/limits.h"
#include "tests/support/fixed_random.h"
#include "tests/support/results.h"

namespace mayfly {
namespace {

struct Operator {
  test::FixedRandom random;
  AgeIdentity identity = random.make<AgeIdentity>();
  X25519Point recipient = x25519_public(identity.expose());

  Bytes seal(std::string_view json) { return *seal_report(as_bytes(json), recipient, random); }
};

TEST_CASE("a report opens as it was, behind it white space") {
  Operator op;
  const std::string longest = "{\"v\":1,\"words\":\"" + std::string(kReportSize - 19, 'w') + "\"}";
  REQUIRE(longest.size() == kReportSize - 1);
  for (const std::string& json : {std::string("{}"), longest}) {
    const Bytes sealed = op.seal(json);
    CHECK(sealed.size() == kSealedReportSize);
    const auto opened = open_report(sealed, op.identity);
    REQUIRE(opened);
    const std::string_view text = as_chars(opened->expose());
    CHECK(text.size() == kReportSize);
    CHECK(text.substr(0, json.size()) == json);
    CHECK(text.find_first_not_of(" \n", json.size()) == std::string_view::npos);
  }
  CHECK_FAULT(seal_report(Bytes(kReportSize, '{'), op.recipient, op.random), kTooLarge);
}

TEST_CASE("two reports of the same words have no byte in common by design") {
  Operator op;
  CHECK(op.seal("{}") != op.seal("{}"));
}

TEST_CASE("nobody else's key opens it, and no key of low order seals") {
  Operator op;
  const Bytes sealed = op.seal("{}");
  CHECK_FAULT(open_report(sealed, AgeIdentity(ByteArray<32>{7})), kWrongKey);
  CHECK_FAULT(seal_report({}, X25519Point{}, op.random), kBadHeader);
}

TEST_CASE("no byte of it can change, and none of its length") {
  Operator op;
  const Bytes sealed = op.seal(R"({"v":1,"reason":"other"})");
  for (size_t i = 0; i < sealed.size(); ++i) {
    Bytes bent = sealed;
    bent[i] ^= 1;
    CHECK_FALSE(open_report(bent, op.identity));
  }
  CHECK_FAULT(open_report(ByteView(sealed).first(sealed.size() - 1), op.identity), kTruncated);
  CHECK_FAULT(open_report({}, op.identity), kTruncated);
  Bytes longer = sealed;
  longer.push_back(0);
  CHECK_FAULT(open_report(longer, op.identity), kTooLarge);
}

}  // namespace
}  // namespace mayfly
