// mayfly.json, the first entry of every drop (protocol.md section 3).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/bytes.h"
#include "common/result.h"

namespace mayfly {

inline constexpr std::string_view kManifestName = "mayfly.json";
inline constexpr size_t kPreviewLengthMax = 64;
inline constexpr size_t kWatermarkSizeMax = 64;  // in bytes

struct ManifestFile {
  std::string name;
  std::string type;                              // media type, or empty where unknown
  uint64_t size = 0;                             // in bytes
  uint64_t offset = 0;                           // of the content, from the start of the plaintext
  std::optional<uint32_t> width = std::nullopt;  // of a picture, in pixels
  std::optional<uint32_t> height = std::nullopt;
  std::optional<std::string> preview = std::nullopt;  // thumbhash, base64url
  std::optional<std::string> caption = std::nullopt;
};

// What an honest viewer is asked to do.
struct ViewRequest {
  std::optional<uint32_t> seconds;
  std::optional<std::string> watermark;
  std::optional<bool> hold;
  std::optional<bool> download;
};

struct Manifest {
  std::optional<std::string> note;
  std::vector<ManifestFile> files;
  std::optional<ViewRequest> view;
};

// kBadManifest for what is not UTF-8 JSON of this form, has a member twice, is nested too deep or
// names too many files; kUnsupported for another version; kTooLarge past kManifestSizeMax. Unknown
// members are passed over. The offsets are not checked here but in archive/layout.h.
Result<Manifest> parse_manifest(ByteView json);

std::string format_manifest(const Manifest& manifest);

// Names sanitised and made unique, media types that are none emptied.
void sanitize_manifest(Manifest& manifest);

// Whether `text` is a media type without parameters (RFC 6838 section 4.2).
bool is_media_type(std::string_view text);

}  // namespace mayfly
