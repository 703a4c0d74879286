// Writes manifests, and makes what they say harmless.
#include "client-wasm/archive/manifest.h"

#include <algorithm>

#include "client-wasm/archive/filename.h"
#include "client-wasm/archive/json_writer.h"

namespace mayfly {
namespace {

constexpr size_t kMediaTypeSizeMax = 127;

void put_key(std::string& json, std::string_view key) {
  if (json.back() != '{') json += ',';
  append_json_text(json, key);
  json += ':';
}

void put(std::string& json, std::string_view text) { append_json_text(json, text); }
void put(std::string& json, uint64_t number) { append_decimal(json, number); }
void put(std::string& json, uint32_t number) { append_decimal(json, number); }
void put(std::string& json, bool flag) { json += flag ? "true" : "false"; }

template <typename T>
void put_member(std::string& json, std::string_view key, const std::optional<T>& value) {
  if (!value) return;
  put_key(json, key);
  put(json, *value);
}

void put_file(std::string& json, const ManifestFile& file) {
  if (json.back() != '[') json += ',';
  json += '{';
  put_key(json, "name");
  put(json, file.name);
  put_key(json, "type");
  put(json, file.type);
  put_key(json, "size");
  put(json, file.size);
  put_key(json, "offset");
  put(json, file.offset);
  put_member(json, "width", file.width);
  put_member(json, "height", file.height);
  put_member(json, "preview", file.preview);
  put_member(json, "caption", file.caption);
  json += '}';
}

void put_view(std::string& json, const ViewRequest& view) {
  put_key(json, "view");
  json += '{';
  put_member(json, "seconds", view.seconds);
  put_member(json, "watermark", view.watermark);
  put_member(json, "hold", view.hold);
  put_member(json, "download", view.download);
  json += '}';
}

// A restricted name of RFC 6838 section 4.2.
bool is_restricted_name(std::string_view text) {
  constexpr std::string_view kMarks = "!#$&-^_.+";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           find_character(kMarks, c) != std::string_view::npos;
  });
}

}  // namespace

bool is_media_type(std::string_view text) {
  const size_t slash = find_character(text, '/');
  return text.size() <= kMediaTypeSizeMax && slash != std::string_view::npos &&
         is_restricted_name(text.substr(0, slash)) && is_restricted_name(text.substr(slash + 1));
}

std::string format_manifest(const Manifest& manifest) {
  std::string json = R"({"v":1)";
  put_member(json, "note", manifest.note);
  put_key(json, "files");
  json += '[';
  for (const ManifestFile& file : manifest.files) put_file(json, file);
  json += ']';
  if (manifest.view) put_view(json, *manifest.view);
  json += '}';
  return json;
}

void sanitize_manifest(Manifest& manifest) {
  UniqueNames names(kManifestName);
  for (ManifestFile& file : manifest.files) {
    file.name = names.add(file.name);
    if (!is_media_type(file.type)) file.type.clear();
  }
}

}  // namespace mayfly
