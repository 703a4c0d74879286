// Reads JSON (RFC 8259) value by value, strictly, for whoever knows what must come next: the whole
// of a parser in a few hundred bytes of wasm, where a general one takes many thousand.
#pragma once

#include <string>
#include <string_view>

#include "common/bytes.h"

namespace mayfly {

// The member names of one object, so that none comes twice.
class JsonMembers {
 public:
  static constexpr size_t kCountMax = 64;

  // False for a name that was there already, or past kCountMax.
  bool add(std::string_view name);
  bool has(std::string_view name) const;

 private:
  std::string names_;  // each between two bytes that UTF-8 never has
  size_t count_ = 0;
};

// What returns bool returns false for what is not such a value; the reader is of no use after that.
class JsonReader {
 public:
  // Objects and arrays inside one another.
  static constexpr int kDepthMax = 8;

  // `text` must outlive the reader.
  explicit JsonReader(ByteView text) : next_(text.data()), end_(text.data() + text.size()) {}

  // What the next value is, by its first character; 0 at the end.
  uint8_t peek();

  // An object, member by member: open_object, then while next_member gives true read a value. It
  // gives false behind the last one, and where the object is broken: then failed() is true.
  bool open_object() { return open('{'); }
  bool next_member(JsonMembers& members, std::string& name);
  // An array likewise.
  bool open_array() { return open('['); }
  bool next_element();

  // UTF-8, escapes undone, at most `size_max` bytes.
  bool read_text(size_t size_max, std::string& out);
  // A whole number without sign, fraction or exponent, below 10^15 and at most `max`.
  bool read_integer(uint64_t max, uint64_t& out);
  bool read_flag(bool& out);
  // Any value.
  bool skip_value();

  bool failed() const { return failed_; }
  // Fails for a reason of the caller's own; false.
  bool refuse();
  // Whether nothing but white space is left.
  bool at_end() { return peek() == 0 && next_ == end_; }

 private:
  bool open(uint8_t bracket);
  bool next_item(uint8_t closing);
  bool take(uint8_t character);
  bool take_word(std::string_view word);
  bool take_digits();
  bool take_number();
  bool take_escape(std::string& out);
  bool take_hex(uint32_t& code);

  const uint8_t* next_;
  const uint8_t* end_;
  int depth_ = 0;
  bool first_ = false;  // whether a bracket was opened just now
  bool failed_ = false;
};

}  // namespace mayfly
