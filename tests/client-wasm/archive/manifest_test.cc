// Manifests: what a stranger may write, and what is refused.
#include "client-wasm/archive/manifest.h"

#include "common/limits.h"
#include "tests/support/results.h"

namespace mayfly {
namespace {

Result<Manifest> parse(std::string_view json) { return parse_manifest(as_bytes(json)); }

TEST_CASE("a manifest with everything reads, and writes back the same") {
  const std::string json =
      R"({"v":1,"note":"a \"note\"","files":[{"name":"a.jpg","type":"image/jpeg","size":5,"offset":2048,)"
      R"("width":4032,"height":3024,"preview":"3OcRJYB4d3h_iIeHeEh3eIhw-j3A","caption":"\u00fc"}],)"
      R"("view":{"seconds":10,"watermark":"id","hold":true,"download":false}})";
  const auto manifest = parse(json);
  REQUIRE(manifest);
  CHECK(manifest->files[0].offset == 2048);
  CHECK(manifest->files[0].caption == "\u00fc");
  CHECK(manifest->view->seconds == 10);
  CHECK(manifest->view->download == false);
  CHECK(parse(format_manifest(*manifest)));
  CHECK(format_manifest(*parse(format_manifest(*manifest))) == format_manifest(*manifest));
}

TEST_CASE("a manifest may be as small as this, and unknown members are passed over") {
  CHECK(parse(R"({"v":1,"files":[]})"));
  CHECK(parse(R"( {"files" : [ ] , "v" : 1 } )"));
  CHECK(parse(
      R"({"x":{"files":3,"v":[1,{"v":2}]},"v":1,"files":[],"y":null,"z":-1.5e300,"w":[],"seconds":"s"})"));
  const auto manifest = parse(
      R"({"v":1,"files":[{"name":"a","size":0,"offset":1024,"new":{"name":1},"view":{"a":[]}}]})");
  REQUIRE(manifest);
  CHECK(manifest->files[0].name == "a");
  CHECK(manifest->files[0].type.empty());
}

TEST_CASE("manifests that are refused") {
  for (const char* json : {
           "",
           "null",
           "[]",
           "1",
           "{}",
           R"({"v":1})",
           R"({"files":[]})",
           R"({"v":"1","files":[]})",
           R"({"v":1.0,"files":[]})",
           R"({"v":-1,"files":[]})",
           R"({"v":1,"v":1,"files":[]})",
           R"({"v":1,"files":[],"files":[]})",
           R"({"v":1,"files":{}})",
           R"({"v":1,"files":null})",
           R"({"v":1,"files":[1]})",
           R"({"v":1,"files":[[]]})",
           R"({"v":1,"files":[],"note":1})",
           R"({"v":1,"files":[],"note":{}})",
           R"({"v":1,"files":[],"x":1,"x":1})",
           R"({"v":1,"files":[],"x":{"y":1,"y":1}})",
           R"({"v":1,"files":[],"view":1})",
           R"({"v":1,"files":[],"view":[]})",
           R"({"v":1,"files":[],"view":{"seconds":-1}})",
           R"({"v":1,"files":[],"view":{"seconds":4294967296}})",
           R"({"v":1,"files":[],"view":{"hold":1}})",
           R"({"v":1,"files":[{}]})",
           R"({"v":1,"files":[{"name":"a","size":0}]})",
           R"({"v":1,"files":[{"name":"a","offset":0}]})",
           R"({"v":1,"files":[{"size":0,"offset":0}]})",
           R"({"v":1,"files":[{"name":1,"size":0,"offset":0}]})",
           R"({"v":1,"files":[{"name":"a","size":"0","offset":0}]})",
           R"({"v":1,"files":[{"name":"a","size":-0,"offset":0}]})",
           R"({"v":1,"files":[{"name":"a","size":1e3,"offset":0}]})",
           R"({"v":1,"files":[{"name":"a","size":1099511627777,"offset":0}]})",
           R"({"v":1,"files":[{"name":"a","size":18446744073709551616,"offset":0}]})",
           R"({"v":1,"files":[{"name":"a","name":"a","size":0,"offset":0}]})",
           R"({"v":1,"files":[]}x)",
           R"({"v":1,"files":[],})",
           "{\"v\":1,\"files\":[],\"note\":\"\xff\"}",
           R"({"v":1,"files":[],"note":"\ud800"})",
           R"({"v":1,"files":[],"note":"\udc00"})",
           R"({"v":1,"files":[],"\udc00":1})",
           R"({"v":1,"files":[],"a":[[[[[[[[]]]]]]]]})",
       }) {
    CAPTURE(json);
    CHECK_FAULT(parse(json), kBadManifest);
  }
}

TEST_CASE("another version is unsupported, not broken") {
  CHECK_FAULT(parse(R"({"v":2,"files":[]})"), kUnsupported);
  CHECK_FAULT(parse(R"({"v":2,"files":"something new"})"), kUnsupported);
}

TEST_CASE("a manifest cut anywhere is refused") {
  const std::string json = R"({"v":1,"files":[{"name":"a","size":0,"offset":1024}]})";
  CHECK(parse(json));
  for (size_t size = 0; size < json.size(); ++size) {
    CHECK_FAULT(parse(json.substr(0, size)), kBadManifest);
  }
}

TEST_CASE("the limits of a manifest") {
  const auto with_files = [](size_t count) {
    std::string json = R"({"v":1,"files":[)";
    for (size_t i = 0; i < count; ++i)
      json += std::string(i ? "," : "") + R"({"name":"a","size":0,"offset":0})";
    return json + "]}";
  };
  CHECK(parse(with_files(kFileCountMax))->files.size() == kFileCountMax);
  CHECK_FAULT(parse(with_files(kFileCountMax + 1)), kBadManifest);

  const std::string small = R"({"v":1,"files":[]})";
  CHECK(parse(small + std::string(kManifestSizeMax - small.size(), ' ')));
  CHECK_FAULT(parse(small + std::string(kManifestSizeMax - small.size() + 1, ' ')), kTooLarge);

  const auto with_members = [](int count) {
    std::string json = R"({"v":1,"files":[])";
    for (int i = 2; i < count; ++i) json += ",\"x" + std::to_string(i) + "\":0";
    return json + "}";
  };
  CHECK(parse(with_members(64)));
  CHECK_FAULT(parse(with_members(65)), kBadManifest);
  CHECK_FAULT(
      parse(R"({"v":1,"files":[{"size":0,"offset":0,"name":")" + std::string(256, 'x') + "\"}]}"),
      kBadManifest);
  // Nested far deeper than any stack would stand: refused, without recursion.
  CHECK_FAULT(parse(R"({"v":1,"files":[],"x":)" + std::string(100000, '[')), kBadManifest);
}

TEST_CASE("what a manifest says is made harmless") {
  Manifest manifest;
  manifest.files = {
      {"../a", "image/jpeg"}, {"../A", "text/html; x=\"y\""}, {"mayfly.json", "x"}, {"", "a/b/c"}};
  sanitize_manifest(manifest);
  CHECK(manifest.files[0].name == "__a");
  CHECK(manifest.files[0].type == "image/jpeg");
  CHECK(manifest.files[1].name == "__A (2)");
  CHECK(manifest.files[1].type.empty());
  CHECK(manifest.files[2].name == "mayfly (2).json");
  CHECK(manifest.files[2].type.empty());
  CHECK(manifest.files[3].name == "file");
  CHECK(manifest.files[3].type.empty());
}

}  // namespace
}  // namespace mayfly
