// Reading the terms; what is not plain text is refused before anybody is served.
#include "server/terms.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

namespace mayfly {
namespace {

bool is_utf8(const std::string& text) {
  try {
    nlohmann::json(text).dump();
    return true;
  } catch (const nlohmann::json::exception&) {
    return false;
  }
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < ' ' && c != '\n' && c != '\r' && c != '\t') || byte == 0x7f;
}

}  // namespace

Result<std::string> read_terms(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::string text(kTermsSizeMax + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad() || (stream.fail() && !stream.eof())) {
    return fail(Fault::kNotFound, "it cannot be read");
  }
  text.resize(static_cast<size_t>(stream.gcount()));
  if (text.size() > kTermsSizeMax) return fail(Fault::kTooLarge, "it is larger than 64 KiB");
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
    return fail(Fault::kBadInput, "it is empty");
  }
  if (std::any_of(text.begin(), text.end(), is_control) || !is_utf8(text)) {
    return fail(Fault::kBadInput, "it is not plain text in UTF-8");
  }
  return text;
}

}  // namespace mayfly
