// The vectors, compiled in: the wasm test program sees no files.
#include "tests/support/vectors.h"

#include "vectors_json.h"

namespace mayfly::test {

const rapidjson::Document& vectors() {
  static const rapidjson::Document document = [] {
    rapidjson::Document parsed;
    parsed.Parse(kVectorsJson);
    return parsed;
  }();
  return document;
}

}  // namespace mayfly::test
