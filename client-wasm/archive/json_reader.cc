// JSON's grammar. It recurses only to pass over unknown values, kDepthMax deep at the most.
#include "client-wasm/archive/json_reader.h"

#include "client-wasm/archive/utf8.h"

namespace mayfly {
namespace {

constexpr char kNameBegin = '\xff';
constexpr char kNameEnd = '\xfe';
constexpr int kIntegerDigitsMax = 15;

bool is_digit(uint8_t character) { return character >= '0' && character <= '9'; }

std::string enclosed(std::string_view name) {
  std::string text(1, kNameBegin);
  text += name;
  text += kNameEnd;
  return text;
}

}  // namespace

bool JsonMembers::has(std::string_view name) const {
  return names_.find(enclosed(name)) != std::string::npos;
}

bool JsonMembers::add(std::string_view name) {
  if (++count_ > kCountMax || has(name)) return false;
  names_ += enclosed(name);
  return true;
}

bool JsonReader::refuse() {
  failed_ = true;
  return false;
}

uint8_t JsonReader::peek() {
  while (next_ != end_ && (*next_ == ' ' || *next_ == '\t' || *next_ == '\n' || *next_ == '\r')) {
    ++next_;
  }
  return next_ == end_ ? 0 : *next_;
}

bool JsonReader::take(uint8_t character) {
  if (next_ == end_ || *next_ != character) return refuse();
  ++next_;
  return true;
}

bool JsonReader::open(uint8_t bracket) {
  peek();
  first_ = true;
  return take(bracket) && (++depth_ <= kDepthMax || refuse());
}

// Behind a bracket or a value: whether another item follows.
bool JsonReader::next_item(uint8_t closing) {
  if (failed_) return false;
  if (peek() == closing) {
    ++next_;
    --depth_;
    first_ = false;
    return false;
  }
  if (!first_ && !take(',')) return false;
  first_ = false;
  return true;
}

bool JsonReader::next_member(JsonMembers& members, std::string& name) {
  if (!next_item('}') || !read_text(SIZE_MAX, name)) return false;
  peek();
  return take(':') && (members.add(name) || refuse());
}

bool JsonReader::next_element() { return next_item(']'); }

bool JsonReader::take_hex(uint32_t& code) {
  code = 0;
  for (int i = 0; i < 4; ++i, ++next_) {
    if (next_ == end_) return refuse();
    const uint8_t letter = *next_ | 0x20;
    if (is_digit(*next_)) {
      code = code << 4 | (*next_ - '0');
    } else if (letter >= 'a' && letter <= 'f') {
      code = code << 4 | (letter - 'a' + 10);
    } else {
      return refuse();
    }
  }
  return true;
}

// Behind a backslash.
bool JsonReader::take_escape(std::string& out) {
  static constexpr std::string_view kLetters = "\"\\/bfnrt";
  static constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
  if (next_ == end_) return refuse();
  const char letter = static_cast<char>(*next_++);
  const size_t index = find_character(kLetters, letter);
  if (index != std::string_view::npos) {
    out += kMeant[index];
    return true;
  }
  uint32_t code = 0;
  if (letter != 'u' || !take_hex(code)) return refuse();
  if (code >> 10 == 0xd800 >> 10) {
    // The first half of a pair. A half alone is not valid UTF-8, and read_text refuses it.
    uint32_t low = 0;
    if (!take('\\') || !take('u') || !take_hex(low) || low >> 10 != 0xdc00 >> 10) return refuse();
    code = 0x10000 + ((code & 0x3ff) << 10 | (low & 0x3ff));
  }
  append_utf8(code, out);
  return true;
}

bool JsonReader::read_text(size_t size_max, std::string& out) {
  peek();
  if (!take('"')) return false;
  out.clear();
  while (next_ != end_ && *next_ >= 0x20) {
    const char character = static_cast<char>(*next_++);
    if (character == '"') return (out.size() <= size_max && is_utf8(out)) || refuse();
    if (character != '\\') {
      out += character;
    } else if (!take_escape(out)) {
      return false;
    }
  }
  return refuse();
}

bool JsonReader::read_integer(uint64_t max, uint64_t& out) {
  peek();
  const uint8_t* const begin = next_;
  if (!take_number() || next_ - begin > kIntegerDigitsMax) return refuse();
  out = 0;
  for (const uint8_t* digit = begin; digit != next_; ++digit) {
    if (!is_digit(*digit)) return refuse();
    out = out * 10 + (*digit - '0');
  }
  return out <= max || refuse();
}

bool JsonReader::take_word(std::string_view word) {
  for (const char character : word) {
    if (!take(static_cast<uint8_t>(character))) return false;
  }
  return true;
}

bool JsonReader::read_flag(bool& out) {
  out = peek() == 't';
  return take_word(out ? "true" : "false");
}

bool JsonReader::take_digits() {
  const uint8_t* const begin = next_;
  while (next_ != end_ && is_digit(*next_)) ++next_;
  return next_ != begin || refuse();
}

bool JsonReader::take_number() {
  const auto next_is = [this](uint8_t character) { return next_ != end_ && *next_ == character; };
  if (next_is('-')) ++next_;
  if (next_is('0')) {
    ++next_;
  } else if (!take_digits()) {
    return false;
  }
  if (next_is('.')) {
    ++next_;
    if (!take_digits()) return false;
  }
  if (next_is('e') || next_is('E')) {
    ++next_;
    if (next_is('+') || next_is('-')) ++next_;
    return take_digits();
  }
  return true;
}

bool JsonReader::skip_value() {
  switch (peek()) {
    case '{': {
      JsonMembers members;
      std::string name;
      if (!open_object()) return false;
      while (next_member(members, name) && skip_value()) continue;
      return !failed_;
    }
    case '[':
      if (!open_array()) return false;
      while (next_element() && skip_value()) continue;
      return !failed_;
    case '"': {
      std::string text;
      return read_text(SIZE_MAX, text);
    }
    case 't':
      return take_word("true");
    case 'f':
      return take_word("false");
    case 'n':
      return take_word("null");
    default:
      return take_number();
  }
}

}  // namespace mayfly
