// Digits by arithmetic: no branch and no index depends on what is encoded.
#include "common/base64.h"

namespace mayfly {
namespace {

// All ones where first <= value <= last, of numbers below 256; zero elsewhere.
int32_t mask_within(int32_t value, int32_t first, int32_t last) {
  return ((first - 1 - value) & (value - last - 1)) >> 8;
}

char digit_of(int32_t value, Base64Alphabet alphabet) {
  int32_t digit = mask_within(value, 0, 25) & (value + 'A');
  digit |= mask_within(value, 26, 51) & (value - 26 + 'a');
  digit |= mask_within(value, 52, 61) & (value - 52 + '0');
  digit |= mask_within(value, 62, 62) & alphabet.digit_62;
  digit |= mask_within(value, 63, 63) & alphabet.digit_63;
  return static_cast<char>(digit);
}

// Negative for what is no digit.
int32_t value_of(char character, Base64Alphabet alphabet) {
  const int32_t digit = static_cast<uint8_t>(character);
  int32_t value = mask_within(digit, 'A', 'Z') & (digit - 'A' + 1);
  value |= mask_within(digit, 'a', 'z') & (digit - 'a' + 27);
  value |= mask_within(digit, '0', '9') & (digit - '0' + 53);
  value |= mask_within(digit, alphabet.digit_62, alphabet.digit_62) & 63;
  value |= mask_within(digit, alphabet.digit_63, alphabet.digit_63) & 64;
  return value - 1;
}

}  // namespace

std::string base64_encode(ByteView bytes, Base64Alphabet alphabet) {
  std::string text;
  text.reserve(base64_length(bytes.size()));
  uint32_t bits = 0;
  uint32_t bit_count = 0;
  for (const uint8_t byte : bytes) {
    bits = bits << 8 | byte;
    for (bit_count += 8; bit_count >= 6;) {
      bit_count -= 6;
      text += digit_of(static_cast<int32_t>(bits >> bit_count & 63), alphabet);
    }
  }
  if (bit_count > 0) {
    text += digit_of(static_cast<int32_t>(bits << (6 - bit_count) & 63), alphabet);
  }
  return text;
}

bool base64_decode(std::string_view text, MutableBytes out, Base64Alphabet alphabet) {
  if (text.size() != base64_length(out.size())) return false;
  int32_t any = 0;  // negative once a character was no digit
  uint32_t bits = 0;
  uint32_t bit_count = 0;
  size_t written = 0;
  for (const char character : text) {
    const int32_t value = value_of(character, alphabet);
    any |= value;
    bits = bits << 6 | static_cast<uint32_t>(value & 63);
    bit_count += 6;
    if (bit_count < 8) continue;
    bit_count -= 8;
    out[written++] = static_cast<uint8_t>(bits >> bit_count);
  }
  // What fills the last digit must be zero, or one value would have many texts.
  return any >= 0 && (bits & ((1U << bit_count) - 1)) == 0;
}

}  // namespace mayfly
