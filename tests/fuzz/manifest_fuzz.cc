// What the manifest reader accepts is JSON to others too and bounded, and its own writing reads the
// same.
#include "client-wasm/archive/manifest.h"

#include <rapidjson/document.h>

#include "client-wasm/archive/layout.h"
#include "common/limits.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const mayfly::Bytes input = mayfly::fuzz::exact(data, size);
  const auto manifest = mayfly::parse_manifest(input);
  if (!manifest) return 0;
  rapidjson::Document document;
  constexpr unsigned kFlags =
      rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;
  document.Parse<kFlags>(mayfly::as_chars(input).data(), input.size());
  FUZZ_CHECK(!document.HasParseError());
  FUZZ_CHECK(manifest->files.size() <= mayfly::kFileCountMax);
  const std::string json = mayfly::format_manifest(*manifest);
  const auto again = mayfly::parse_manifest(mayfly::as_bytes(json));
  // Writing may only be refused where escapes make the text longer than a manifest may be.
  if (again) FUZZ_CHECK(mayfly::format_manifest(*again) == json);
  FUZZ_CHECK(again || json.size() > mayfly::kManifestSizeMax);

  const auto layout = mayfly::Layout::plan(*manifest);
  if (!layout) return 0;
  const auto read = mayfly::Layout::read(mayfly::as_bytes(layout->manifest_json()), layout->size());
  FUZZ_CHECK(read && read->size() == layout->size());
  return 0;
}
