// toml++ reads; what the table does not know is refused here.
#include "server/config_file.h"

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <array>
#include <fstream>
#include <sstream>

namespace mayfly {
namespace {

std::string place(const std::string& path, const toml::source_region& source) {
  return path + ':' + std::to_string(source.begin.line) + ": ";
}

std::string_view kind_of(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::string:
      return "a text";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a fraction";
    case toml::node_type::boolean:
      return "a boolean";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::table:
      return "a table";
    default:
      return "a date or time";
  }
}

std::optional<std::vector<std::string>> texts_in(const toml::array& array) {
  std::vector<std::string> texts;
  for (const toml::node& each : array) {
    const auto* text = each.as_string();
    if (text == nullptr) return std::nullopt;
    texts.push_back(text->get());
  }
  return texts;
}

// The value as the table takes it, where it is of the kind that the setting has in a file.
std::optional<std::vector<std::string>> texts_of(const toml::node& node, Shape shape) {
  const auto one = [](std::string text) { return std::vector{std::move(text)}; };
  const bool takes_text = shape == Shape::kText || shape == Shape::kQuantity;
  const bool takes_number = shape == Shape::kNumber || shape == Shape::kQuantity;
  if (const auto* text = node.as_string(); text && takes_text) return one(text->get());
  if (const auto* number = node.as_integer(); number && takes_number) {
    return one(std::to_string(number->get()));
  }
  if (const auto* toggle = node.as_boolean(); toggle && shape == Shape::kToggle) {
    return one(toggle->get() ? "true" : "false");
  }
  if (const auto* array = node.as_array(); array && shape == Shape::kTexts) return texts_in(*array);
  return std::nullopt;
}

std::string shape_form(const Setting& setting) {
  switch (setting.shape) {
    case Shape::kText:
      return setting.form + " in quotes";
    case Shape::kTexts:
      return "an array of texts";
    case Shape::kToggle:
    case Shape::kNumber:
      return setting.form;
    case Shape::kQuantity:
      return setting.form + " in quotes, or an integer";
  }
  return {};
}

void take_value(const std::string& path, const toml::key& key, const toml::node& value,
                Settings& settings, Mistakes& mistakes) {
  const std::string at = place(path, key.source());
  const std::string name(key.str());
  Setting* setting = settings.find(name);
  if (setting == nullptr) {
    mistakes.push_back(at + '"' + name + "\" is not a setting; mayflyd --help lists them");
  } else if (const auto texts = texts_of(value, setting->shape)) {
    assign(*setting, *texts, Origin::kFile, at + name, mistakes);
  } else {
    mistakes.push_back(at + name + " needs " + shape_form(*setting) + ", not " +
                       std::string(kind_of(value)));
  }
}

std::string quoted(const std::string& text) {
  std::ostringstream out;
  out << toml::default_formatter(toml::value<std::string>(text), toml::format_flags::none);
  return out.str();
}

std::string value_text(const Setting& setting) {
  const std::vector<std::string> texts = setting.texts();
  if (setting.shape == Shape::kToggle || setting.shape == Shape::kNumber) return texts.front();
  if (setting.shape != Shape::kTexts) return quoted(texts.front());
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : ", ") + quoted(text);
  return '[' + list + ']';
}

std::optional<std::string> content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string content;
  std::array<char, 4096> block{};
  while (file.read(block.data(), block.size()) || file.gcount() > 0) {
    content.append(block.data(), static_cast<size_t>(file.gcount()));
  }
  if (!file.eof() || file.bad()) return std::nullopt;
  return content;
}

}  // namespace

void take_file(const std::string& path, Settings& settings, Mistakes& mistakes) {
  const auto content = content_of(path);
  if (!content) {
    mistakes.push_back(path + ": cannot be read as a file of settings");
    return;
  }
  const toml::parse_result parsed = toml::parse(std::string_view(*content));
  if (!parsed) {
    mistakes.push_back(place(path, parsed.error().source()) +
                       std::string(parsed.error().description()));
    return;
  }
  for (const auto& [key, value] : parsed.table()) take_value(path, key, value, settings, mistakes);
}

std::string settings_text(const Settings& settings) {
  std::string text;
  std::string group;
  for (const Setting& setting : settings.all()) {
    if (setting.group != group) {
      text += (text.empty() ? "# " : "\n# ") + setting.group + '\n';
      group = setting.group;
    }
    const std::string line = setting.name + " = " + value_text(setting);
    const size_t width = line.size() < 40 ? 40 - line.size() : 1;
    text += line + std::string(width, ' ') + "# " + std::string(origin_name(setting.origin)) + '\n';
  }
  return text;
}

}  // namespace mayfly
