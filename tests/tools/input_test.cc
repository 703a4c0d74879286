// Links and passwords as they come in.
#include <doctest/doctest.h>

#include "common/limits.h"
#include "tools/mayfly/arguments.h"
#include "tools/mayfly/link_input.h"
#include "tools/mayfly/password_input.h"

namespace mayfly {
namespace {

const std::string kFragment = "1" + std::string(43, 'A');

TEST_CASE("a link argument is taken apart and wiped") {
  std::string argument = " https://drop.example.org/d#" + kFragment + "\n";
  const auto link = LinkInput::read(argument, LinkKind::kShare);
  REQUIRE(link);
  CHECK(link->origin() == "https://drop.example.org");
  CHECK(link->fragment() == kFragment);
  CHECK(argument.empty());
}

TEST_CASE("a link that a gateway bent still opens") {
  std::string argument = "https://drop.example.org/d%23" + kFragment;
  const auto link = LinkInput::read(argument, LinkKind::kShare);
  REQUIRE(link);
  CHECK(link->fragment() == kFragment);
}

TEST_CASE("the other kind of link is named as such") {
  std::string argument = "https://drop.example.org/m#" + kFragment;
  const auto link = LinkInput::read(argument, LinkKind::kShare);
  REQUIRE(!link);
  CHECK(link.error().code == ExitCode::kUsage);
  CHECK(link.error().text.find("manage link") != std::string::npos);
}

TEST_CASE("plain http to another machine is noticed") {
  for (const char* exposed :
       {"http://drop.example.org", "http://192.168.1.5:8080", "http://localhost.example.org",
        "http://12.0.0.1", "http://[2001:db8::1]"}) {
    CAPTURE(exposed);
    CHECK(is_exposed(exposed));
  }
  for (const char* safe : {"https://drop.example.org", "http://localhost", "http://localhost:8080",
                           "http://127.0.0.1:1", "http://[::1]:8080", "http://mayfly.localhost"}) {
    CAPTURE(safe);
    CHECK(!is_exposed(safe));
  }
}

TEST_CASE("passwords are normalised as the pages do it: NFKC") {
  const auto decomposed = normalise_password(as_bytes("A\xcc\x8a"));    // A, combining ring
  const auto fullwidth = normalise_password(as_bytes("\xef\xbc\xa1"));  // fullwidth A
  REQUIRE(decomposed);
  REQUIRE(fullwidth);
  CHECK(as_chars(decomposed->expose()) == "\xc3\x85");
  CHECK(as_chars(fullwidth->expose()) == "A");
}

TEST_CASE("passwords that are none") {
  CHECK(!normalise_password(as_bytes("")));
  CHECK(!normalise_password(as_bytes("\xff")));
  CHECK(!normalise_password(as_bytes(std::string(kPasswordSizeMax + 1, 'x'))));
  CHECK(normalise_password(as_bytes(std::string(kPasswordSizeMax, 'x'))));
}

TEST_CASE("what is typed wrong is not repeated, save the option's name") {
  std::string link;
  Arguments parser("info");
  parser.word("LINK", link);
  const auto two = parser.parse({"one", "https://drop.example.org/d#" + kFragment});
  REQUIRE(!two);
  CHECK(two.error().code == ExitCode::kUsage);
  CHECK(two.error().text.find(kFragment) == std::string::npos);

  Arguments again("info");
  again.word("LINK", link);
  const auto option = again.parse({"one", "--secret=" + kFragment});
  REQUIRE(!option);
  CHECK(option.error().text.find("--secret;") != std::string::npos);
  CHECK(option.error().text.find(kFragment) == std::string::npos);
}

TEST_CASE("options, flags and words") {
  std::vector<std::string> words;
  std::string value = "before";
  bool flag = false;
  Arguments parser("send");
  parser.words("FILE", words);
  parser.option("--value", value);
  parser.flag("--flag", flag);
  REQUIRE(parser.parse({"a", "--flag", "-", "--value", "x y", "--", "--odd"}));
  CHECK(words == std::vector<std::string>{"a", "-", "--odd"});
  CHECK(value == "x y");
  CHECK(flag);
}

}  // namespace
}  // namespace mayfly
