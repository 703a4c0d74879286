// tests/vectors/vectors.json, which docs/protocol.md section 5 repeats.
#pragma once

#include <rapidjson/document.h>

#include <string>

namespace mayfly::test {

const rapidjson::Document& vectors();

inline std::string text(const rapidjson::Value& object, const char* key) {
  return object[key].GetString();
}

}  // namespace mayfly::test
