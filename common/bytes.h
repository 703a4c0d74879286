// Byte sequences, and fixed-width integers inside them.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mayfly {

using Bytes = std::vector<uint8_t>;
using ByteView = std::span<const uint8_t>;
using MutableBytes = std::span<uint8_t>;

template <size_t N>
using ByteArray = std::array<uint8_t, N>;

// The characters of a text as bytes, without copying.
inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

// Bytes as characters, without copying and without a promise that they are UTF-8.
inline std::string_view as_chars(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Where `character` first stands in `text`; npos elsewhere. A tenth of what std's takes of a
// module.
constexpr size_t find_character(std::string_view text, char character) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == character) return i;
  }
  return std::string_view::npos;
}

inline void append(Bytes& to, ByteView bytes) {
  const size_t size = to.size();
  to.resize(size + bytes.size());
  std::copy(bytes.begin(), bytes.end(), to.begin() + static_cast<std::ptrdiff_t>(size));
}

// `out` takes the value big-endian, so that byte order is numeric order.
template <typename Unsigned>
void store_big_endian(Unsigned value, std::span<uint8_t, sizeof(Unsigned)> out) {
  for (size_t i = sizeof(Unsigned); i-- > 0;) {
    out[i] = static_cast<uint8_t>(value);
    value = static_cast<Unsigned>(value >> 7 >> 1);
  }
}

template <typename Unsigned>
Unsigned load_big_endian(std::span<const uint8_t, sizeof(Unsigned)> in) {
  Unsigned value = 0;
  for (uint8_t byte : in) value = static_cast<Unsigned>((value << 7 << 1) | byte);
  return value;
}

}  // namespace mayfly
