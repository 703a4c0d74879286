// base64url: every length, every bit, nothing but the canonical form.
#include "common/base64url.h"

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

TEST_CASE("base64url decodes into exactly the room it is given") {
  ByteArray<3> out{};
  CHECK(base64url_decode_into("Zm9v", out));
  CHECK_FAULT(base64url_decode_into("Zm8", out), kBadInput);
  CHECK_FAULT(base64url_decode_into("Zm9vZg", out), kBadInput);
}

}  // namespace
}  // namespace mayfly
