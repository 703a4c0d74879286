// File names: nothing that climbs, hides, deceives or collides.
#include "client-wasm/archive/filename.h"

#include "client-wasm/archive/utf8.h"
#include "common/limits.h"
#include "tests/support/fixed_random.h"
#include "tests/support/results.h"

namespace mayfly {
namespace {

TEST_CASE("names that are harmless stay as they are") {
  for (const char* name :
       {"a", "IMG_1.jpg", "my file (2).tar.gz", "\u00fcber \u65e5\u672c.png", "a-b_c+d=e,f;g@h!i~",
        "\U0001f469\u200d\U0001f4bb.txt", "console.log", "com10", "x.con"}) {
    CAPTURE(name);
    CHECK(sanitize_file_name(name) == name);
  }
}

TEST_CASE("names that are not harmless") {
  struct Row {
    std::string_view name, expected;
  };
  const Row rows[] = {
      {"", "file"},
      {".", "file"},
      {"..", "_"},
      {"...", "_"},
      {"/", "_"},
      {"../../etc/passwd", "__.__etc_passwd"},
      {"..\\..\\x", "__.__x"},
      {"C:\\x", "C__x"},
      {"a..b", "a._b"},
      {".bashrc", "bashrc"},
      {"  a  ", "a"},
      {"a. .", "a"},
      {std::string_view("a\0b", 3), "ab"},
      {"a\nb\x7f\u0085", "ab"},
      {"invoice\u202egnp.exe", "invoicegnp.exe"},
      {"\u2066a\u2069\u200f\u061c\ufeff", "a"},
      {"\u202e", "file"},
      {"what?*<>|\"", "what______"},
      {"con", "_con"},
      {"CON.txt", "_CON.txt"},
      {"Lpt1.tar.gz", "_Lpt1.tar.gz"},
      {"nul .txt", "_nul .txt"},
      {"a\xff\xc0\x80z", "a___z"},
      {"\xed\xa0\x80", "___"},
      {"\xf4\x90\x80\x80", "____"},
      {"cut\xe2\x82", "cut__"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(sanitize_file_name(row.name) == row.expected);
  }
}

TEST_CASE("long names are cut at a character and keep their extension") {
  const std::string ascii = sanitize_file_name(std::string(300, 'x') + ".jpeg");
  CHECK(ascii == std::string(250, 'x') + ".jpeg");
  std::string umlauts;
  for (int i = 0; i < 200; ++i) umlauts += "\u00fc";
  const std::string cut = sanitize_file_name(umlauts + ".png");
  CHECK(cut.size() == 254);  // 125 characters of two bytes, and .png
  CHECK(cut.ends_with("\u00fc.png"));
  CHECK(sanitize_file_name(std::string(255, 'x')) == std::string(255, 'x'));
  CHECK(sanitize_file_name("a." + std::string(300, 'x')).size() == kFileNameSizeMax);
}

TEST_CASE("names are unique where case does not count, and beside the manifest") {
  UniqueNames names("mayfly.json");
  CHECK(names.add("a.jpg") == "a.jpg");
  CHECK(names.add("A.JPG") == "A (2).JPG");
  CHECK(names.add("a.jpg") == "a (3).jpg");
  CHECK(names.add("a (2).jpg") == "a (2) (2).jpg");
  CHECK(names.add("mayfly.json") == "mayfly (2).json");
  CHECK(names.add("MAYFLY.JSON") == "MAYFLY (3).JSON");
  CHECK(names.add("") == "file");
  CHECK(names.add("..") == "_");
  CHECK(names.add("noextension") == "noextension");
  CHECK(names.add("noextension") == "noextension (2)");
  const std::string longest(255, 'x');
  CHECK(names.add(longest) == longest);
  CHECK(names.add(longest) == std::string(251, 'x') + " (2)");
}

TEST_CASE("whatever the bytes, a sanitised name is valid, short and stays as it is") {
  for (uint32_t seed = 1; seed < 3000; ++seed) {
    const Bytes bytes = test::patterned(seed % 400, seed);
    const std::string name = sanitize_file_name(as_chars(bytes));
    CAPTURE(seed);
    CHECK(!name.empty());
    CHECK(name.size() <= kFileNameSizeMax);
    CHECK(name.find_first_of("/\\") == std::string::npos);
    CHECK(name.find("..") == std::string::npos);
    for (std::string_view rest = name; !rest.empty();) {
      const Utf8Char next = first_utf8_char(rest);
      REQUIRE(next.size > 0);
      CHECK(next.code >= 0x20);
      rest.remove_prefix(next.size);
    }
    CHECK(sanitize_file_name(name) == name);
  }
}

}  // namespace
}  // namespace mayfly
