// The kinds that a viewer can show, and the common others.
#include "tools/mayfly/media_type.h"

#include <algorithm>
#include <array>
#include <string>

namespace mayfly {
namespace {

struct Row {
  std::string_view ending;
  std::string_view type;
};

constexpr std::array<Row, 26> kRows = {
    {{"avif", "image/avif"},       {"bmp", "image/bmp"},         {"csv", "text/csv"},
     {"flac", "audio/flac"},       {"gif", "image/gif"},         {"gz", "application/gzip"},
     {"heic", "image/heic"},       {"jpeg", "image/jpeg"},       {"jpg", "image/jpeg"},
     {"json", "application/json"}, {"m4a", "audio/mp4"},         {"md", "text/markdown"},
     {"mov", "video/quicktime"},   {"mp3", "audio/mpeg"},        {"mp4", "video/mp4"},
     {"ogg", "audio/ogg"},         {"pdf", "application/pdf"},   {"png", "image/png"},
     {"svg", "image/svg+xml"},     {"tar", "application/x-tar"}, {"tiff", "image/tiff"},
     {"txt", "text/plain"},        {"wav", "audio/wav"},         {"webm", "video/webm"},
     {"webp", "image/webp"},       {"zip", "application/zip"}}};

char ascii_lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

}  // namespace

std::string_view media_type(std::string_view file_name) {
  const size_t dot = file_name.rfind('.');
  if (dot == std::string_view::npos) return {};
  std::string ending(file_name.substr(dot + 1));
  std::transform(ending.begin(), ending.end(), ending.begin(), ascii_lower);
  const auto* row = std::find_if(kRows.begin(), kRows.end(),
                                 [&](const Row& candidate) { return candidate.ending == ending; });
  return row == kRows.end() ? std::string_view() : row->type;
}

}  // namespace mayfly
