// base64url: every length, every bit, nothing but the canonical form.
#include "common/base64url.h"

#include <sodium.h>

#include "tests/support/fixed_random.h"
#include "tests/support/results.h"

namespace mayfly {
namespace {

TEST_CASE("base64url writes RFC 4648 test strings without padding") {
  CHECK(base64url_encode(as_bytes("")) == "");
  CHECK(base64url_encode(as_bytes("f")) == "Zg");
  CHECK(base64url_encode(as_bytes("fo")) == "Zm8");
  CHECK(base64url_encode(as_bytes("foo")) == "Zm9v");
  CHECK(base64url_encode(Bytes{0xfb, 0xff}) == "-_8");
}

TEST_CASE("base64url reads back what it wrote, for every length to 100") {
  for (size_t size = 0; size <= 100; ++size) {
    const Bytes bytes = test::patterned(size);
    const std::string text = base64url_encode(bytes);
    CHECK(text.size() == base64url_length(size));
    CHECK(base64url_decode(text) == bytes);
  }
}

TEST_CASE("base64url refuses every other form") {
  for (const char* text : {"Zg==", "Zg=", "Z", "Zh", "Zm9", "+_8", "/_8", "Zg ", " Zg", "Zg\n"}) {
    CAPTURE(text);
    CHECK_FAULT(base64url_decode(text), kBadInput);
  }
  CHECK_FAULT(base64url_decode(std::string_view("Z\0g", 3)), kBadInput);
}

TEST_CASE("base64url accepts exactly one text for each value of the last character") {
  int accepted = 0;
  for (int c = 0; c < 256; ++c) {
    const std::string text = {'A', static_cast<char>(c)};
    if (auto bytes = base64url_decode(text)) {
      ++accepted;
      CHECK(base64url_encode(*bytes) == text);
    }
  }
  CHECK(accepted == 4);  // of 64, those whose last four bits are zero
}

TEST_CASE("both alphabets are libsodium's, for every length and every pair of characters") {
  struct Variant {
    Base64Alphabet alphabet;
    int of_libsodium;
  };
  for (const auto& [alphabet, of_libsodium] :
       {Variant{kBase64Url, sodium_base64_VARIANT_URLSAFE_NO_PADDING},
        Variant{kBase64Standard, sodium_base64_VARIANT_ORIGINAL_NO_PADDING}}) {
    for (size_t size = 0; size <= 400; ++size) {
      const Bytes bytes = test::patterned(size);
      std::string expected(sodium_base64_encoded_len(size, of_libsodium), '\0');
      sodium_bin2base64(expected.data(), expected.size(), bytes.data(), size, of_libsodium);
      expected.pop_back();
      CHECK(base64_encode(bytes, alphabet) == expected);
      Bytes decoded(size);
      CHECK(base64_decode(expected, decoded, alphabet));
      CHECK(decoded == bytes);
    }
    for (int pair = 0; pair < 0x10000; ++pair) {
      const std::string text = {static_cast<char>(pair >> 8), static_cast<char>(pair)};
      ByteArray<1> ours{};
      ByteArray<1> theirs{};
      size_t written = 0;
      const bool valid = sodium_base642bin(theirs.data(), 1, text.data(), 2, nullptr, &written,
                                           nullptr, of_libsodium) == 0 &&
                         written == 1;
      REQUIRE(base64_decode(text, ours, alphabet) == valid);
      if (valid) REQUIRE(ours == theirs);
    }
  }
}

TEST_CASE("base64url decodes into exactly the room it is given") {
  ByteArray<3> out{};
  CHECK(base64url_decode_into("Zm9v", out));
  CHECK_FAULT(base64url_decode_into("Zm8", out), kBadInput);
  CHECK_FAULT(base64url_decode_into("Zm9vZg", out), kBadInput);
}

}  // namespace
}  // namespace mayfly
