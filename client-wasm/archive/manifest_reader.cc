// Reads manifests, member by member: what is known must be as it should, what is not is passed
// over.
#include "client-wasm/archive/json_reader.h"
#include "client-wasm/archive/manifest.h"
#include "common/limits.h"

namespace mayfly {
namespace {

class ManifestReader {
 public:
  explicit ManifestReader(ByteView json) : json_(json) {}

  // All of it; false for what is not a manifest.
  bool read(Manifest& manifest) {
    JsonMembers members;
    std::string name;
    if (!json_.open_object()) return false;
    while (json_.next_member(members, name) && read_member(name, manifest)) continue;
    return !json_.failed() && members.has("v") && members.has("files") && json_.at_end();
  }
  // Of a manifest that was read so far.
  bool is_later_version() const { return is_later_version_; }

 private:
  bool read_member(std::string_view name, Manifest& manifest) {
    if (name == "v") return read_version();
    if (name == "note") return json_.read_text(kManifestSizeMax, manifest.note.emplace());
    if (name == "files") return read_files(manifest.files);
    if (name == "view") return read_view(manifest.view.emplace());
    return json_.skip_value();
  }

  bool read_version() {
    uint64_t version = 0;
    if (!json_.read_integer(UINT64_MAX, version)) return false;
    is_later_version_ = version != 1;
    return !is_later_version_;
  }

  bool read_files(std::vector<ManifestFile>& files) {
    if (!json_.open_array()) return false;
    while (json_.next_element()) {
      if (files.size() >= kFileCountMax || !read_file(files.emplace_back())) return json_.refuse();
    }
    return !json_.failed();
  }

  bool read_file(ManifestFile& file) {
    JsonMembers members;
    std::string name;
    if (!json_.open_object()) return false;
    while (json_.next_member(members, name) && read_file_member(name, file)) continue;
    return !json_.failed() && members.has("name") && members.has("size") && members.has("offset");
  }

  bool read_file_member(std::string_view name, ManifestFile& file) {
    if (name == "name") return json_.read_text(kFileNameSizeMax, file.name);
    if (name == "type") return json_.read_text(kManifestSizeMax, file.type);
    if (name == "size") return json_.read_integer(kPayloadSizeMax, file.size);
    if (name == "offset") return json_.read_integer(kPayloadSizeMax, file.offset);
    if (name == "width") return read_small(file.width);
    if (name == "height") return read_small(file.height);
    if (name == "preview") return json_.read_text(kPreviewLengthMax, file.preview.emplace());
    if (name == "caption") return json_.read_text(kManifestSizeMax, file.caption.emplace());
    return json_.skip_value();
  }

  bool read_view(ViewRequest& view) {
    JsonMembers members;
    std::string name;
    if (!json_.open_object()) return false;
    while (json_.next_member(members, name) && read_view_member(name, view)) continue;
    return !json_.failed();
  }

  bool read_view_member(std::string_view name, ViewRequest& view) {
    if (name == "seconds") return read_small(view.seconds);
    if (name == "watermark") return json_.read_text(kWatermarkSizeMax, view.watermark.emplace());
    if (name == "hold") return json_.read_flag(view.hold.emplace());
    if (name == "download") return json_.read_flag(view.download.emplace());
    return json_.skip_value();
  }

  bool read_small(std::optional<uint32_t>& out) {
    uint64_t integer = 0;
    if (!json_.read_integer(UINT32_MAX, integer)) return false;
    out = static_cast<uint32_t>(integer);
    return true;
  }

  JsonReader json_;
  bool is_later_version_ = false;
};

}  // namespace

Result<Manifest> parse_manifest(ByteView json) {
  if (json.size() > kManifestSizeMax) return fail(Fault::kTooLarge, "the manifest is too large");
  ManifestReader reader(json);
  Manifest manifest;
  const bool is_valid = reader.read(manifest);
  if (reader.is_later_version()) return fail(Fault::kUnsupported, "a drop of a later version");
  if (!is_valid) return fail(Fault::kBadManifest, "a manifest that is not valid");
  return manifest;
}

}  // namespace mayfly
