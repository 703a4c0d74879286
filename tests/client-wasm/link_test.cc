// Links: what they are, cut short, bent and mistaken for each other.
#include "client-wasm/link.h"

#include "tests/support/results.h"

namespace mayfly {
namespace {

constexpr std::string_view kFragment = "1AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

TEST_CASE("a fragment reads back, with and without its mark") {
  for (const std::string& text : {std::string(kFragment), "#" + std::string(kFragment)}) {
    const auto link = parse_share_fragment(text);
    REQUIRE(link);
    CHECK(format_fragment(*link) == kFragment);
    const auto owner = parse_manage_fragment(text);
    REQUIRE(owner);
    CHECK(format_fragment(*owner) == kFragment);
  }
}

TEST_CASE("a fragment cut short or longer is a bad link, for every length") {
  for (size_t size = 0; size < kFragment.size(); ++size) {
    CAPTURE(size);
    CHECK_FAULT(parse_share_fragment(kFragment.substr(0, size)), kBadLink);
  }
  CHECK_FAULT(parse_share_fragment(std::string(kFragment) + "A"), kBadLink);
  CHECK_FAULT(parse_share_fragment("##" + std::string(kFragment)), kBadLink);
}

TEST_CASE("each character of a fragment matters") {
  for (size_t i = 1; i < kFragment.size(); ++i) {
    std::string text(kFragment);
    text[i] = '=';
    CHECK_FAULT(parse_share_fragment(text), kBadLink);
  }
  std::string text(kFragment);
  text.back() = '9';  // trailing bits that are not zero
  CHECK_FAULT(parse_share_fragment(text), kBadLink);
}

TEST_CASE("later versions are unsupported, not broken") {
  std::string text(kFragment);
  for (const char version : {'2', '9'}) {
    text[0] = version;
    CHECK_FAULT(parse_share_fragment(text), kUnsupported);
  }
  for (const char version : {'0', 'A', '-'}) {
    text[0] = version;
    CHECK_FAULT(parse_share_fragment(text), kBadLink);
  }
}

TEST_CASE("URLs fall into origin, kind and fragment") {
  struct Row {
    std::string_view url, origin, fragment;
    LinkKind kind;
    bool bent;
  };
  const Row rows[] = {
      {"https://h.example/d#1abc", "https://h.example", "1abc", LinkKind::kShare, false},
      {"https://h.example:8443/m#1abc", "https://h.example:8443", "1abc", LinkKind::kManage, false},
      {"http://127.0.0.1:8080/d#1abc", "http://127.0.0.1:8080", "1abc", LinkKind::kShare, false},
      {"https://h.example/d%231abc", "https://h.example", "1abc", LinkKind::kShare, true},
      {"https://h.example/m%231abc", "https://h.example", "1abc", LinkKind::kManage, true},
      {"https://[::1]/d#", "https://[::1]", "", LinkKind::kShare, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.url);
    const auto link = split_link(row.url);
    REQUIRE(link);
    CHECK(link->origin == row.origin);
    CHECK(link->fragment == row.fragment);
    CHECK(link->kind == row.kind);
    CHECK(link->bent == row.bent);
  }
}

TEST_CASE("other URLs are bad links") {
  for (const char* url :
       {"", "https://", "https:///d#1", "https://h", "https://h/", "https://h/d", "https://h/x#1",
        "ftp://h/d#1", "h/d#1", "https://u@h/d#1", "https://h?/d#1", "https://h /d#1",
        "https://h/d?x#1", "https://h/dd#1"}) {
    CAPTURE(url);
    CHECK_FAULT(split_link(url), kBadLink);
  }
}

}  // namespace
}  // namespace mayfly
