// A strict UTF-8 decoder, and an encoder.
#include "client-wasm/archive/utf8.h"

namespace mayfly {

Utf8Char first_utf8_char(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < size) return {0, 0};
  uint32_t code = lead & (0x7fU >> size);
  for (size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {0, 0};
    code = code << 6 | (byte(i) & 0x3fU);
  }
  const bool overlong = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (overlong || surrogate || code > 0x10ffff) return {0, 0};
  return {code, size};
}

void append_utf8(uint32_t code, std::string& out) {
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  const int rest = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  // The lead byte has as many ones in front as the character has bytes.
  out += static_cast<char>(0xf80 >> rest | code >> 6 * rest);
  for (int i = rest; i-- > 0;) out += static_cast<char>(0x80 | (code >> 6 * i & 0x3f));
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const Utf8Char next = first_utf8_char(text);
    if (next.size == 0) return false;
    text.remove_prefix(next.size);
  }
  return true;
}

}  // namespace mayfly
