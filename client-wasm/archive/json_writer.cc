// Numbers and texts in JSON.
#include "client-wasm/archive/json_writer.h"

namespace mayfly {

void append_decimal(std::string& text, uint64_t value) {
  if (value >= 10) append_decimal(text, value / 10);
  text += static_cast<char>('0' + value % 10);
}

void append_json_text(std::string& json, std::string_view text) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  // From \b on; the letter of vertical tab is none.
  static constexpr std::string_view kLetters = "btn?fr";
  json += '"';
  for (const char character : text) {
    const uint8_t code = static_cast<uint8_t>(character);
    if (code >= 0x20) {
      if (character == '"' || character == '\\') json += '\\';
      json += character;
      continue;
    }
    json += '\\';
    if (code >= '\b' && code <= '\r' && code != '\v') {
      json += kLetters[code - '\b'];
    } else {
      json += "u00";
      json += kHex[code >> 4];
      json += kHex[code & 15];
    }
  }
  json += '"';
}

}  // namespace mayfly
