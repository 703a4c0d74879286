// age headers: what is written reads back, what reads writes back the same bytes, and nothing else
// reads.
#include "client-wasm/age/header.h"

#include "client-wasm/age/recipient.h"
#include "client-wasm/receiver.h"
#include "tests/support/fixed_random.h"
#include "tests/support/results.h"

namespace mayfly::age {
namespace {

const std::string kMac(43, 'A');

std::string with_stanzas(const std::string& stanzas) {
  return "age-encryption.org/v1\n" + stanzas + "--- " + kMac + "\n";
}

Result<ParsedHeader> parse(const std::string& text) { return parse_header(as_bytes(text)); }

TEST_CASE("headers that age allows write back the same bytes") {
  const std::string full_line(64, 'A');
  for (const std::string& text : {
           with_stanzas("-> X25519 abc\n\n"),
           with_stanzas("-> X25519 abc\nAAAA\n"),
           with_stanzas("-> x !\"#$%&'()*+,-./ ~ 1 2 3\n" + full_line + "\n\n"),
           with_stanzas("-> x\n" + full_line + "\n" + full_line + "\nAA\n"),
           with_stanzas("-> a\n\n-> b c\nAAA\n-> grease ~~\n\n"),
       }) {
    CAPTURE(text);
    const auto parsed = parse(text);
    REQUIRE(parsed);
    CHECK(format_header(parsed->header) == text);
    CHECK(parsed->size == text.size());
    CHECK(text.substr(0, parsed->maced_size).ends_with("\n---"));
    CHECK(parse(text + "payload")->size == text.size());
    for (size_t size = 0; size < text.size(); ++size) {
      CHECK(!parse(text.substr(0, size)));
    }
  }
}

TEST_CASE("headers that age refuses") {
  const std::string full_line(64, 'A');
  for (const std::string& text : {
           std::string("age-encryption.org/v2\n-> a\n\n--- " + kMac + "\n"),
           std::string("age-encryption.org/v1\r\n-> a\n\n--- " + kMac + "\n"),
           with_stanzas(""),
           with_stanzas("-> \n\n"),
           with_stanzas("->\n\n"),
           with_stanzas("->a\n\n"),
           with_stanzas("-> a \n\n"),
           with_stanzas("-> a  b\n\n"),
           with_stanzas("->  a\n\n"),
           with_stanzas("-> a\tb\n\n"),
           with_stanzas("-> \u00e9\n\n"),
           with_stanzas("-> a\r\n\r\n"),
           with_stanzas("-> a\nAAAA=\n"),
           with_stanzas("-> a\nA\n"),
           with_stanzas("-> a\nAB\n"),    // trailing bits
           with_stanzas("-> a\nAA-_\n"),  // the other alphabet
           with_stanzas("-> a\n" + full_line + "A\n"),
           with_stanzas("-> a\n" + full_line + "\n"),  // no short last line
           with_stanzas("-> a\nAA AA\n"),
           std::string("age-encryption.org/v1\n-> a\n\n---\n"),
           std::string("age-encryption.org/v1\n-> a\n\n--- " + kMac.substr(1) + "\n"),
           std::string("age-encryption.org/v1\n-> a\n\n--- " + kMac + "A\n"),
           std::string("age-encryption.org/v1\n-> a\n\n---  " + kMac.substr(1) + "\n"),
           std::string("age-encryption.org/v1\n-> a\n\n--- " + kMac.substr(1) + "B\n"),
           std::string("age-encryption.org/v1\n-> a\n\n--- " + kMac + "\r\n"),
           std::string("\n"),
       }) {
    CAPTURE(text);
    CHECK_FAULT(parse(text), kBadHeader);
  }
  CHECK_FAULT(parse(""), kTruncated);
  CHECK_FAULT(parse("age-encryption.org/v1\n-> a\n"), kTruncated);
}

// A grant's header around known keys.
struct Grant {
  AgeIdentity identity{ByteArray<32>{0, 5}};
  Bytes bytes;
};

Grant sealed_grant(std::vector<Stanza> others_before = {}) {
  Grant grant;
  test::FixedRandom random;
  const auto file_key = random.make<FileKey>();
  std::vector<Stanza> stanzas = std::move(others_before);
  stanzas.push_back(*wrap_file_key(file_key, x25519_public(grant.identity.expose()), random));
  append(grant.bytes, as_bytes(seal_header(std::move(stanzas), file_key)));
  grant.bytes.resize(grant.bytes.size() + kPayloadNonceSize);
  return grant;
}

TEST_CASE("no bit of a header can change, nor its length") {
  const Grant grant = sealed_grant();
  CHECK(open_grant_header(grant.identity, grant.bytes));
  const size_t header_size = grant.bytes.size() - kPayloadNonceSize;
  for (size_t bit = 0; bit < header_size * 8; ++bit) {
    Bytes bent = grant.bytes;
    bent[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
    CAPTURE(bit);
    CHECK(!open_grant_header(grant.identity, bent));
  }
  for (size_t size = 0; size < grant.bytes.size(); ++size) {
    CHECK(!open_grant_header(grant.identity, ByteView(grant.bytes).first(size)));
  }
  Bytes longer = grant.bytes;
  longer.push_back(0);
  CHECK_FAULT(open_grant_header(grant.identity, longer), kBadHeader);
}

TEST_CASE("a header opens for its identity alone, whatever stanzas stand beside") {
  test::FixedRandom random(Bytes(64, 0x5a));
  const auto other_key = random.make<FileKey>();
  const Stanza other = *wrap_file_key(other_key, x25519_public(ByteArray<32>{77}), random);
  const Grant grant = sealed_grant({{"grease ~", {}}, other});
  CHECK(open_grant_header(grant.identity, grant.bytes));
  CHECK_FAULT(open_grant_header(AgeIdentity(ByteArray<32>{0, 6}), grant.bytes), kWrongKey);
}

TEST_CASE("a malformed X25519 stanza is refused even beside a good one") {
  const Stanza good = *[] {
    test::FixedRandom random;
    return wrap_file_key(random.make<FileKey>(), x25519_public(ByteArray<32>{77}), random);
  }();
  Stanza no_share = good, two_shares = good, short_body = good, long_body = good, low_order = good;
  const std::string share = good.words.substr(good.words.find(' '));
  no_share.words = "X25519";
  two_shares.words += share;
  short_body.body.pop_back();
  long_body.body.push_back(0);
  low_order.words = "X25519 " + base64_encode(Bytes(32));
  for (const Stanza& bad : {no_share, two_shares, short_body, long_body, low_order}) {
    const Grant grant = sealed_grant({bad});
    CHECK_FAULT(open_grant_header(grant.identity, grant.bytes), kBadHeader);
  }
}

TEST_CASE("a header past the limit is refused unread") {
  CHECK_FAULT(open_grant_header(AgeIdentity(ByteArray<32>{1}), Bytes(1025, 'a')), kTooLarge);
}

}  // namespace
}  // namespace mayfly::age
