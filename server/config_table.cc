// The kinds of settings, and what each accepts.
#include "server/config_table.h"

#include <algorithm>
#include <cctype>

#include "server/config_units.h"

namespace mayfly {
namespace {

std::optional<uint64_t> parse_number(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) {
    return std::nullopt;
  }
  return parse_size(text);
}
std::string number_text(uint64_t value) { return std::to_string(value); }

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ",") + text;
  return all;
}

}  // namespace

const Settings::Unit Settings::kNumber = {"N", "a whole number", Shape::kNumber, parse_number,
                                          number_text};
const Settings::Unit Settings::kSize = {"SIZE", "a size like 500M or 2G", Shape::kQuantity,
                                        parse_size, size_text};
const Settings::Unit Settings::kDuration = {"TIME", "a time like 90s, 15m, 12h or 7d",
                                            Shape::kQuantity, parse_duration, duration_text};

std::string_view origin_name(Origin origin) {
  switch (origin) {
    case Origin::kDefault:
      return "default";
    case Origin::kFile:
      return "file";
    case Origin::kEnvironment:
      return "environment";
    case Origin::kFlag:
      return "flag";
  }
  return {};
}

std::string Setting::variable() const {
  std::string text = "MAYFLY_";
  for (const char c : name) text += c == '-' ? '_' : static_cast<char>(std::toupper(c));
  return text;
}

std::vector<std::string> split_at_commas(std::string_view text) {
  std::vector<std::string> parts;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

void assign(Setting& setting, const std::vector<std::string>& texts, Origin origin,
            const std::string& place, Mistakes& mistakes) {
  if (setting.assign(texts)) {
    setting.origin = origin;
  } else {
    mistakes.push_back(place + " needs " + setting.form + ", not \"" + joined(texts) + '"');
  }
}

Setting& Settings::add(std::string_view flag, Shape shape, std::string type, std::string form,
                       std::string help) {
  Setting setting;
  setting.name = flag.substr(2);
  setting.group = group_;
  setting.type = std::move(type);
  setting.help = std::move(help);
  setting.form = std::move(form);
  setting.shape = shape;
  all_.push_back(std::move(setting));
  return all_.back();
}

Setting& Settings::text(std::string_view flag, std::string& value, const std::string& type,
                        const std::string& help) {
  Setting& setting = add(flag, Shape::kText, type, "a text", help);
  setting.assign = [&value](const std::vector<std::string>& texts) {
    // An end in the middle would be taken for the end of it by the system.
    if (texts.front().find('\0') != std::string::npos) return false;
    value = texts.front();
    return true;
  };
  setting.texts = [&value] { return std::vector<std::string>{value}; };
  return setting;
}

void Settings::file(std::string_view flag, std::string& path, const std::string& help) {
  text(flag, path, "FILE", help).is_file = true;
}

void Settings::texts(std::string_view flag, std::vector<std::string>& values,
                     const std::string& type, const std::string& form,
                     bool (*is_valid)(std::string_view), const std::string& help) {
  Setting& setting = add(flag, Shape::kTexts, type, form, help);
  setting.assign = [&values, is_valid](const std::vector<std::string>& texts) {
    if (!std::all_of(texts.begin(), texts.end(), is_valid)) return false;
    values = texts;
    return true;
  };
  setting.texts = [&values] { return values; };
}

void Settings::toggle(std::string_view flag, bool& value, const std::string& help) {
  Setting& setting = add(flag, Shape::kToggle, "", "true or false", help);
  setting.assign = [&value](const std::vector<std::string>& texts) {
    if (texts.front() != "true" && texts.front() != "false") return false;
    value = texts.front() == "true";
    return true;
  };
  setting.texts = [&value] { return std::vector<std::string>{value ? "true" : "false"}; };
}

void Settings::amount(std::string_view flag, const Unit& unit, uint64_t min, uint64_t max,
                      const std::string& help, const Reference& value) {
  const std::string form =
      std::string(unit.form) + " from " + unit.to_text(min) + " to " + unit.to_text(max);
  Setting& setting = add(flag, unit.shape, unit.type, form, help);
  setting.assign = [set = value.set, parse = unit.parse, min,
                    max](const std::vector<std::string>& texts) {
    const auto parsed = parse(texts.front());
    if (!parsed || *parsed < min || *parsed > max) return false;
    set(*parsed);
    return true;
  };
  setting.texts = [get = value.get, to_text = unit.to_text] {
    return std::vector<std::string>{to_text(get())};
  };
}

Setting* Settings::find(std::string_view name) {
  const auto found = std::find_if(all_.begin(), all_.end(),
                                  [name](const Setting& each) { return each.name == name; });
  return found == all_.end() ? nullptr : &*found;
}

bool Settings::is_default(std::string_view name) const {
  return std::any_of(all_.begin(), all_.end(), [name](const Setting& each) {
    return each.name == name && each.origin == Origin::kDefault;
  });
}

}  // namespace mayfly
