// The table of settings as data: each knows its name, what it takes, and where its value came from.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mayfly {

enum class Origin : uint8_t { kDefault, kFile, kEnvironment, kFlag };
std::string_view origin_name(Origin origin);

// How a value is written in a file: text, array of texts, boolean, integer, or integer or text with
// a unit.
enum class Shape : uint8_t { kText, kTexts, kToggle, kNumber, kQuantity };

struct Setting {
  std::string name;  // as in the file, `drop-bytes-max`; --drop-bytes-max, MAYFLY_DROP_BYTES_MAX
  std::string group;
  std::string type;  // as --help shows it; empty for a toggle
  std::string help;
  std::string form;  // what it takes, for messages: "a whole number from 0 to 65535"
  Shape shape;
  bool is_file = false;  // names one to be read, where it is not empty
  // Takes a value, in one text but for kTexts; false where it has not the form.
  std::function<bool(const std::vector<std::string>& texts)> assign;
  std::function<std::vector<std::string>()> texts;  // the value, as assign takes it
  Origin origin = Origin::kDefault;

  std::string flag() const { return "--" + name; }
  std::string variable() const;
};

// What stands between commas, as a variable lists texts.
std::vector<std::string> split_at_commas(std::string_view text);

// What is wrong with settings: lines for a person, each naming the place.
using Mistakes = std::vector<std::string>;

// `place` says where the texts stand: a flag, a variable, or a file's line.
void assign(Setting& setting, const std::vector<std::string>& texts, Origin origin,
            const std::string& place, Mistakes& mistakes);

// The variables that it is given must outlive it; what they hold then is the default.
class Settings {
 public:
  template <typename Value>
  struct Choice {
    const char* name;
    Value value;
  };

  void group(std::string name) { group_ = std::move(name); }

  Setting& text(std::string_view flag, std::string& value, const std::string& type,
                const std::string& help);
  void file(std::string_view flag, std::string& path, const std::string& help);
  // May be given more than once, in a variable with commas between. `is_valid` looks at each.
  void texts(std::string_view flag, std::vector<std::string>& values, const std::string& type,
             const std::string& form, bool (*is_valid)(std::string_view), const std::string& help);
  void toggle(std::string_view flag, bool& value, const std::string& help);
  template <typename Number>
  void number(std::string_view flag, Number& value, uint64_t min, uint64_t max,
              const std::string& help) {
    amount(flag, kNumber, min, max, help, reference(value));
  }
  template <typename Number>
  void size(std::string_view flag, Number& value, uint64_t min, uint64_t max,
            const std::string& help) {
    amount(flag, kSize, min, max, help, reference(value));
  }
  template <typename Number>
  void duration(std::string_view flag, Number& value, uint64_t min, uint64_t max,
                const std::string& help) {
    amount(flag, kDuration, min, max, help, reference(value));
  }
  template <typename Value>
  void choice(std::string_view flag, Value& value, std::vector<Choice<Value>> choices,
              const std::string& help);

  std::vector<Setting>& all() { return all_; }
  const std::vector<Setting>& all() const { return all_; }
  Setting* find(std::string_view name);
  bool is_default(std::string_view name) const;

 private:
  struct Unit {
    const char* type;
    const char* form;
    Shape shape;
    std::optional<uint64_t> (*parse)(std::string_view);
    std::string (*to_text)(uint64_t);
  };
  struct Reference {
    std::function<void(uint64_t)> set;
    std::function<uint64_t()> get;
  };
  static const Unit kNumber;
  static const Unit kSize;
  static const Unit kDuration;

  template <typename Number>
  static Reference reference(Number& value) {
    return {[&value](uint64_t number) { value = static_cast<Number>(number); },
            [&value] { return static_cast<uint64_t>(value); }};
  }
  void amount(std::string_view flag, const Unit& unit, uint64_t min, uint64_t max,
              const std::string& help, const Reference& value);
  Setting& add(std::string_view flag, Shape shape, std::string type, std::string form,
               std::string help);

  std::vector<Setting> all_;
  std::string group_;
};

template <typename Value>
void Settings::choice(std::string_view flag, Value& value, std::vector<Choice<Value>> choices,
                      const std::string& help) {
  std::string type;
  std::string form;
  for (const Choice<Value>& each : choices) {
    type += (type.empty() ? "" : "|") + std::string(each.name);
    form += (form.empty() ? "" : " or ") + std::string(each.name);
  }
  Setting& setting = add(flag, Shape::kText, type, form, help);
  setting.assign = [&value, choices](const std::vector<std::string>& texts) {
    for (const Choice<Value>& each : choices) {
      if (texts.front() != each.name) continue;
      value = each.value;
      return true;
    }
    return false;
  };
  setting.texts = [&value, choices]() -> std::vector<std::string> {
    for (const Choice<Value>& each : choices) {
      if (each.value == value) return {each.name};
    }
    return {""};
  };
}

}  // namespace mayfly
