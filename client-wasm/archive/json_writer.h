// Writes JSON (RFC 8259): one text for one content, without white space.
#pragma once

#include <string>
#include <string_view>

#include "common/bytes.h"

namespace mayfly {

// Appends `value` in decimal digits.
void append_decimal(std::string& text, uint64_t value);

// Appends `text`, which is UTF-8, in quotes. Escaped are the quote, the backslash and the
// characters below U+0020: \b \f \n \r \t, the others as \u00XX with capital digits.
void append_json_text(std::string& json, std::string_view text);

}  // namespace mayfly
