// nlohmann-json with its exceptions left off.
#include "server/json_fields.h"

#include <set>

namespace mayfly {
namespace {

using Json = nlohmann::json;

// What the parser lets pass: it skips a byte order mark (RFC 8259 section 8.1 has none in what is
// sent), and takes a zero byte for the end, whatever follows.
bool is_plain_text(std::string_view text) {
  return !text.starts_with("\xef\xbb\xbf") && text.find('\0') == std::string_view::npos;
}

// Notices a name that comes twice in one object, which the parser itself lets pass.
class RepeatWatch {
 public:
  bool operator()(int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) names_.emplace_back();
    if (event == Json::parse_event_t::object_end) names_.pop_back();
    if (event == Json::parse_event_t::key) {
      const auto* name = parsed.get_ptr<const std::string*>();
      if (name != nullptr && !names_.back().insert(*name).second) repeated_ = true;
    }
    return true;
  }
  bool repeated() const { return repeated_; }

 private:
  std::vector<std::set<std::string>> names_;
  bool repeated_ = false;
};

}  // namespace

Answer<JsonFields> JsonFields::parse(std::string_view text) {
  if (!is_plain_text(text)) return refuse(Code::kBadJson);
  RepeatWatch watch;
  Json parsed = Json::parse(text, std::ref(watch), false);
  if (!parsed.is_object() || watch.repeated()) return refuse(Code::kBadJson);
  return JsonFields(std::move(parsed));
}

const Json* JsonFields::find(Literal name) const {
  const auto found = object_.find(name.view());
  return found == object_.end() ? nullptr : &*found;
}

const std::string* JsonFields::string(Literal name) const {
  const Json* member = find(name);
  return member == nullptr ? nullptr : member->get_ptr<const std::string*>();
}

bool JsonFields::is_null(Literal name) const {
  const Json* member = find(name);
  return member == nullptr || member->is_null();
}

Answer<uint64_t> JsonFields::number(Literal name, uint64_t max) const {
  const Json* member = find(name);
  if (member == nullptr) return refuse_field(name);
  const auto* value = member->get_ptr<const Json::number_unsigned_t*>();
  if (value == nullptr || *value > max) return refuse_field(name);
  return *value;
}

Answer<bool> JsonFields::boolean(Literal name) const {
  const Json* member = find(name);
  if (member == nullptr || !member->is_boolean()) return refuse_field(name);
  return *member->get_ptr<const bool*>();
}

Answer<Bytes> JsonFields::bytes(Literal name, size_t size_max) const {
  const std::string* text = string(name);
  if (text == nullptr || text->empty() || text->size() > base64url_length(size_max)) {
    return refuse_field(name);
  }
  auto decoded = base64url_decode(*text);
  if (!decoded) return refuse_field(name);
  return *std::move(decoded);
}

Answer<std::optional<Bytes>> JsonFields::optional_bytes(Literal name, size_t size_max) const {
  if (is_null(name)) return std::optional<Bytes>();
  MAYFLY_LET(decoded, bytes(name, size_max));
  return std::optional<Bytes>(std::move(decoded));
}

Answer<std::optional<JsonFields>> JsonFields::optional_object(Literal name) const {
  if (is_null(name)) return std::optional<JsonFields>();
  const Json* member = find(name);
  if (!member->is_object()) return refuse_field(name);
  return std::optional<JsonFields>(JsonFields(*member));
}

}  // namespace mayfly
