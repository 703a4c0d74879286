// Looking for bytes in every file of a folder.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>

#include "common/bytes.h"

namespace mayfly {

// Whether any file holds any 32 bytes that begin at each 4,096th byte of `secret`.
inline bool folder_holds(const std::string& folder, ByteView secret) {
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (!file.is_regular_file()) continue;
    std::ifstream stream(file.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    for (size_t at = 0; at + 32 <= secret.size(); at += 4'096) {
      const std::string_view piece = as_chars(secret.subspan(at, 32));
      if (std::string_view(text).find(piece) != std::string_view::npos) return true;
    }
  }
  return false;
}

}  // namespace mayfly
