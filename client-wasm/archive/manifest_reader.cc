// Reads manifests: an event handler over rapidjson's iterative parser, which never recurses and
// keeps numbers as text.
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>

#include "client-wasm/archive/manifest.h"
#include "client-wasm/archive/utf8.h"
#include "common/limits.h"

namespace mayfly {
namespace {

constexpr size_t kDepthMax = 8;
constexpr size_t kMembersMax = 64;  // of one object, unknown ones included
constexpr size_t kIntegerLengthMax = 15;
constexpr size_t kPreviewLengthMax = 64;
constexpr size_t kWatermarkSizeMax = 64;
constexpr size_t kRequestNameSizeMax = 4096;

// A whole number without sign, fraction or exponent, below 10^15.
std::optional<uint64_t> parse_integer(std::string_view text) {
  if (text.size() > kIntegerLengthMax) return std::nullopt;
  uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<uint64_t>(c - '0');
  }
  return value;
}

// Where in the manifest an object or array stands.
enum class Place : uint8_t { kManifest, kFiles, kFile, kView, kUnknown };

bool is_known(Place place, std::string_view key) {
  static constexpr std::string_view kOfManifest[] = {"v", "note", "files", "view"};
  static constexpr std::string_view kOfFile[] = {"name",  "type",   "size",    "offset",
                                                 "width", "height", "preview", "caption"};
  static constexpr std::string_view kOfView[] = {"seconds", "watermark", "hold", "download"};
  std::span<const std::string_view> known;
  if (place == Place::kManifest) known = kOfManifest;
  if (place == Place::kFile) known = kOfFile;
  if (place == Place::kView) known = kOfView;
  return std::find(known.begin(), known.end(), key) != known.end();
}

// What a member's value is when it arrives.
enum class Kind : uint8_t { kNull, kBool, kNumber, kString };
struct Value {
  Kind kind;
  bool flag;
  std::string_view text;  // of a string or number
};

class Handler {
 public:
  explicit Handler(Offsets offsets) : offsets_(offsets) {}

  // rapidjson's events. False stops the parser.
  bool Null() { return scalar({Kind::kNull, false, {}}); }
  bool Bool(bool flag) { return scalar({Kind::kBool, flag, {}}); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    return scalar({Kind::kNumber, false, {text, size}});
  }
  // rapidjson validates bytes, but lets a lone low surrogate pass as an escape.
  bool String(const char* text, rapidjson::SizeType size, bool) {
    return is_utf8({text, size}) && scalar({Kind::kString, false, {text, size}});
  }
  // Not called with kParseNumbersAsStringsFlag.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(int64_t) { return false; }
  bool Uint64(uint64_t) { return false; }
  bool Double(double) { return false; }

  bool Key(const char* text, rapidjson::SizeType size, bool) {
    std::vector<std::string>& keys = levels_.back().keys;
    if (keys.size() >= kMembersMax || !is_utf8({text, size})) return false;
    key_.assign(text, size);
    if (std::find(keys.begin(), keys.end(), key_) != keys.end()) return false;
    keys.push_back(key_);
    return true;
  }

  bool StartObject() {
    if (levels_.empty()) return enter(Place::kManifest);
    const Place place = levels_.back().place;
    if (place == Place::kFiles) {
      if (manifest_.files.size() >= kFileCountMax) return false;
      manifest_.files.emplace_back();
      return enter(Place::kFile);
    }
    if (place != Place::kManifest) return place == Place::kUnknown ? enter(place) : skip_member();
    if (key_ == "view") {
      manifest_.view.emplace();
      return enter(Place::kView);
    }
    return skip_member();
  }
  bool StartArray() {
    if (levels_.empty()) return false;
    const Place place = levels_.back().place;
    if (place == Place::kManifest && key_ == "files") {
      files_seen_ = true;
      return enter(Place::kFiles);
    }
    if (place == Place::kFiles) return false;
    return place == Place::kUnknown ? enter(place) : skip_member();
  }
  bool EndObject(rapidjson::SizeType) { return leave(); }
  bool EndArray(rapidjson::SizeType) { return leave(); }

  bool version_unknown() const { return version_ && *version_ != 1; }
  bool complete() const { return version_ && files_seen_; }
  Manifest take() { return std::move(manifest_); }

 private:
  struct Level {
    Place place;
    std::vector<std::string> keys;  // seen so far
  };

  bool enter(Place place) {
    if (levels_.size() >= kDepthMax) return false;
    levels_.push_back({place, {}});
    return true;
  }

  bool leave() {
    const Level level = std::move(levels_.back());
    levels_.pop_back();
    if (level.place != Place::kFile) return true;
    const auto has = [&](std::string_view key) {
      return std::find(level.keys.begin(), level.keys.end(), key) != level.keys.end();
    };
    return has("name") && has("size") && has("offset") == (offsets_ == Offsets::kRequired);
  }

  // An object or array as a member's value: right only where the member is unknown.
  bool skip_member() { return !is_known(levels_.back().place, key_) && enter(Place::kUnknown); }

  bool scalar(const Value& value) {
    if (levels_.empty()) return false;
    switch (levels_.back().place) {
      case Place::kManifest:
        return manifest_member(value);
      case Place::kFiles:
        return false;
      case Place::kFile:
        return file_member(value, manifest_.files.back());
      case Place::kView:
        return view_member(value, *manifest_.view);
      case Place::kUnknown:
        return true;
    }
    return false;
  }

  bool manifest_member(const Value& value) {
    if (key_ == "v") return take_integer(value, version_);
    if (key_ == "note") return take_text(value, kManifestSizeMax, manifest_.note);
    return key_ != "files" && key_ != "view";
  }

  // A file system may allow what a drop does not; a sender's names are still to be cut.
  size_t name_size_max() const {
    return offsets_ == Offsets::kRequired ? kFileNameSizeMax : kRequestNameSizeMax;
  }

  bool file_member(const Value& value, ManifestFile& file) const {
    if (key_ == "name") return take_text(value, name_size_max(), file.name);
    if (key_ == "type") return take_text(value, kManifestSizeMax, file.type);
    if (key_ == "size") return take_integer(value, file.size) && file.size <= kPayloadSizeMax;
    if (key_ == "offset") return take_integer(value, file.offset) && file.offset <= kPayloadSizeMax;
    if (key_ == "width") return take_small(value, file.width);
    if (key_ == "height") return take_small(value, file.height);
    if (key_ == "preview") return take_text(value, kPreviewLengthMax, file.preview);
    if (key_ == "caption") return take_text(value, kManifestSizeMax, file.caption);
    return true;
  }

  bool view_member(const Value& value, ViewRequest& view) const {
    if (key_ == "seconds") return take_small(value, view.seconds);
    if (key_ == "watermark") return take_text(value, kWatermarkSizeMax, view.watermark);
    if (key_ == "hold") return take_flag(value, view.hold);
    if (key_ == "download") return take_flag(value, view.download);
    return true;
  }

  template <typename Text>
  static bool take_text(const Value& value, size_t size_max, Text& out) {
    if (value.kind != Kind::kString || value.text.size() > size_max) return false;
    out = std::string(value.text);
    return true;
  }

  template <typename Integer>
  static bool take_integer(const Value& value, Integer& out) {
    if (value.kind != Kind::kNumber) return false;
    const std::optional<uint64_t> integer = parse_integer(value.text);
    if (integer) out = *integer;
    return integer.has_value();
  }

  static bool take_small(const Value& value, std::optional<uint32_t>& out) {
    uint64_t integer = 0;
    if (!take_integer(value, integer) || integer > UINT32_MAX) return false;
    out = static_cast<uint32_t>(integer);
    return true;
  }

  static bool take_flag(const Value& value, std::optional<bool>& out) {
    if (value.kind != Kind::kBool) return false;
    out = value.flag;
    return true;
  }

  Offsets offsets_;
  Manifest manifest_;
  std::vector<Level> levels_;
  std::string key_;
  std::optional<uint64_t> version_;
  bool files_seen_ = false;
};

}  // namespace

Result<Manifest> parse_manifest(ByteView json, Offsets offsets) {
  if (json.size() > kManifestSizeMax) return fail(Fault::kTooLarge, "the manifest is too large");
  constexpr unsigned kFlags = rapidjson::kParseIterativeFlag |
                              rapidjson::kParseNumbersAsStringsFlag |
                              rapidjson::kParseValidateEncodingFlag;
  rapidjson::MemoryStream stream(as_chars(json).data(), json.size());
  rapidjson::Reader reader;
  Handler handler(offsets);
  const bool parsed = !reader.Parse<kFlags>(stream, handler).IsError();
  if (handler.version_unknown()) return fail(Fault::kUnsupported, "a drop of a later version");
  if (!parsed || !handler.complete())
    return fail(Fault::kBadManifest, "a manifest that is not valid");
  return handler.take();
}

}  // namespace mayfly
