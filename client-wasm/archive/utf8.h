// UTF-8, one character at a time (RFC 3629: no surrogates, no overlong forms).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mayfly {

struct Utf8Char {
  uint32_t code;
  size_t size;  // in bytes; 0 where the text does not begin with a valid character
};

// `text` must not be empty.
Utf8Char first_utf8_char(std::string_view text);

// Appends a code up to U+10FFFF. A surrogate gets three bytes that are not valid UTF-8.
void append_utf8(uint32_t code, std::string& out);

// Whether all of the text is valid; an empty one is.
bool is_utf8(std::string_view text);

}  // namespace mayfly
