// nlohmann-json, kept to the calls that cannot throw.
#include "tools/mayfly/json.h"

namespace mayfly {
namespace {

const Json* find(const Json& object, const char* member) {
  const auto found = object.find(member);
  return found == object.end() ? nullptr : &*found;
}

}  // namespace

std::optional<Json> parse_json_object(std::string_view text) {
  Json value = Json::parse(text, nullptr, false);
  if (!value.is_object()) return std::nullopt;
  return value;
}

std::string json_text(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<uint64_t> json_number(const Json& object, const char* member) {
  const Json* value = find(object, member);
  if (value == nullptr || !value->is_number_unsigned()) return std::nullopt;
  return value->get<uint64_t>();
}

std::optional<bool> json_bool(const Json& object, const char* member) {
  const Json* value = find(object, member);
  if (value == nullptr || !value->is_boolean()) return std::nullopt;
  return value->get<bool>();
}

std::optional<std::string> json_string(const Json& object, const char* member) {
  const Json* value = find(object, member);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return value->get<std::string>();
}

}  // namespace mayfly
