// Writes manifests, and makes what they say harmless.
#include "client-wasm/archive/manifest.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

#include "client-wasm/archive/filename.h"

namespace mayfly {
namespace {

constexpr size_t kMediaTypeSizeMax = 127;

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void put_key(Writer& writer, std::string_view key) {
  writer.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
}

void put(Writer& writer, const std::string& text) {
  writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}
void put(Writer& writer, uint32_t number) { writer.Uint(number); }
void put(Writer& writer, bool flag) { writer.Bool(flag); }

template <typename T>
void put_member(Writer& writer, std::string_view key, const std::optional<T>& value) {
  if (!value) return;
  put_key(writer, key);
  put(writer, *value);
}

void put_file(Writer& writer, const ManifestFile& file) {
  writer.StartObject();
  put_key(writer, "name");
  put(writer, file.name);
  put_key(writer, "type");
  put(writer, file.type);
  put_key(writer, "size");
  writer.Uint64(file.size);
  put_key(writer, "offset");
  writer.Uint64(file.offset);
  put_member(writer, "width", file.width);
  put_member(writer, "height", file.height);
  put_member(writer, "preview", file.preview);
  put_member(writer, "caption", file.caption);
  writer.EndObject();
}

void put_view(Writer& writer, const ViewRequest& view) {
  put_key(writer, "view");
  writer.StartObject();
  put_member(writer, "seconds", view.seconds);
  put_member(writer, "watermark", view.watermark);
  put_member(writer, "hold", view.hold);
  put_member(writer, "download", view.download);
  writer.EndObject();
}

// A restricted name of RFC 6838 section 4.2.
bool is_restricted_name(std::string_view text) {
  constexpr std::string_view kMarks = "!#$&-^_.+";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool is_media_type(std::string_view text) {
  const size_t slash = text.find('/');
  return text.size() <= kMediaTypeSizeMax && slash != std::string_view::npos &&
         is_restricted_name(text.substr(0, slash)) && is_restricted_name(text.substr(slash + 1));
}

}  // namespace

std::string format_manifest(const Manifest& manifest) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  writer.StartObject();
  put_key(writer, "v");
  writer.Uint(1);
  put_member(writer, "note", manifest.note);
  put_key(writer, "files");
  writer.StartArray();
  for (const ManifestFile& file : manifest.files) put_file(writer, file);
  writer.EndArray();
  if (manifest.view) put_view(writer, *manifest.view);
  writer.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

void sanitize_manifest(Manifest& manifest) {
  UniqueNames names(kManifestName);
  for (ManifestFile& file : manifest.files) {
    file.name = names.add(file.name);
    if (!is_media_type(file.type)) file.type.clear();
  }
}

}  // namespace mayfly
