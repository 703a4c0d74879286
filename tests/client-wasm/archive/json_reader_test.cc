// JSON read strictly, against rapidjson: what one takes, the other takes.
#include "client-wasm/archive/json_reader.h"

#include <rapidjson/document.h>

#include "client-wasm/archive/json_writer.h"
#include "tests/support/results.h"

namespace mayfly {
namespace {

bool skips(std::string_view json) {
  JsonReader reader(as_bytes(json));
  return reader.skip_value() && reader.at_end();
}

bool is_json(std::string_view json) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(
      json.data(), json.size());
  return !document.HasParseError();
}

std::optional<std::string> text_of(std::string_view json, size_t size_max = 100) {
  JsonReader reader(as_bytes(json));
  std::string text;
  if (!reader.read_text(size_max, text) || !reader.at_end()) return std::nullopt;
  return text;
}

TEST_CASE("values that are JSON are passed over, others are not") {
  for (const char* json :
       {"0", "-0", "10", "-1.5e+300", "1E5", "1e-5", "0.10", "true", "false", "null", "\"\"",
        "\"a\\u00e9\\ud83e\\udd8b\\n\\\"\\\\\\/\"", "\"\xc3\xa9\"", "[]", "[1,[2,{}],\"]\"]",
        " { \"a\" :\t[ ] ,\r\n\"b\" : {\"a\":1} } ",
        // and what is not
        "", " ", "01", "+1", "-", ".5", "1.", "1.e5", "1e", "1e+", "0x1", "1 2", "tru", "truex",
        "nul", "True", "'a'", "\"", "\"\\\"", "\"\\x\"", "\"\\u00g0\"", "\"\\u00e\"", "\"\\ud83e\"",
        "\"\\ud83ea\"", "\"\\ud83e\\u0041\"", "\"a\nb\"", "\"\x01\"", "\"\xff\"", "\"\xc3\"",
        "\"\xed\xa0\x80\"", "[", "]", "[,]", "[1,]", "[1 2]", "[1]]", "{", "}", "{,}", "{\"a\"}",
        "{\"a\":}", "{\"a\":1,}", "{a:1}", "{\"a\":1 \"b\":2}", "{1:2}", "[1}", "{]"}) {
    CAPTURE(json);
    CHECK(skips(json) == is_json(json));
  }
}

TEST_CASE("texts come with their escapes undone") {
  CHECK(text_of(R"("a\"\\\/\b\f\n\r\tz")") == "a\"\\/\b\f\n\r\tz");
  CHECK(text_of(R"("\u0041\u00E9\u20ac\uD83E\udd8b")") == "A\u00e9\u20ac\U0001f98b");
  CHECK(text_of(R"("a\u0000b")") == std::string("a\0b", 3));
  CHECK(!text_of(R"("\udc00")"));
  CHECK(text_of(R"("12345")", 5) == "12345");
  CHECK(!text_of(R"("123456")", 5));
  CHECK(!text_of("1"));
}

TEST_CASE("what is written reads back, byte by byte") {
  std::string every;
  for (int code = 0; code < 0x80; ++code) every += static_cast<char>(code);
  every += "\u00e9\u2028\U0001f98b";
  std::string json;
  append_json_text(json, every);
  CHECK(is_json(json));
  CHECK(text_of(json, 1000) == every);
  CHECK(json.starts_with(R"("\u0000\u0001)"));
  CHECK(json.find(R"(\b\t\n\u000B\f\r\u000E)") != std::string::npos);
}

TEST_CASE("integers are whole, without a sign, and bounded") {
  const auto integer_of = [](std::string_view json, uint64_t max) -> std::optional<uint64_t> {
    JsonReader reader(as_bytes(json));
    uint64_t integer = 0;
    if (!reader.read_integer(max, integer) || !reader.at_end()) return std::nullopt;
    return integer;
  };
  CHECK(integer_of("0", 0) == 0);
  CHECK(integer_of(" 42 ", 42) == 42);
  CHECK(!integer_of("42", 41));
  CHECK(integer_of("999999999999999", UINT64_MAX) == 999999999999999);
  for (const char* json :
       {"1000000000000000", "-0", "-1", "1.0", "1e3", "00", "", "\"1\"", "true"}) {
    CAPTURE(json);
    CHECK(!integer_of(json, UINT64_MAX));
  }
}

TEST_CASE("members come once, sixty-four at the most, and eight levels deep") {
  CHECK(skips(R"({"a":1,"b":{"a":1}})"));
  CHECK(!skips(R"({"a":1,"b":2,"a":1})"));
  CHECK(!skips(R"({"a":1,"\u0061":1})"));
  CHECK(skips(R"({"a":1,"aa":1,"":1})"));
  const auto with_members = [](size_t count) {
    std::string json = "{";
    for (size_t i = 0; i < count; ++i) json += (i ? ",\"" : "\"") + std::to_string(i) + "\":0";
    return json + "}";
  };
  CHECK(skips(with_members(64)));
  CHECK(!skips(with_members(65)));
  CHECK(skips("[[[[[[[[]]]]]]]]"));
  CHECK(!skips("[[[[[[[[[]]]]]]]]]"));
  CHECK(!skips(std::string(100000, '[')));
}

}  // namespace
}  // namespace mayfly
