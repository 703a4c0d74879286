// How records become bytes: one list of fields for each record serves writer and reader alike.
#pragma once

#include <optional>
#include <type_traits>

#include "common/id.h"
#include "common/token.h"

namespace mayfly {

// Integers are big-endian; enums and booleans take one byte; an optional has a boolean in front;
// bytes have their length in front, in two bytes.
class RecordWriter {
 public:
  template <typename T>
  requires std::is_integral_v<T>
  void field(const T& value) {
    ByteArray<sizeof(T)> raw;
    store_big_endian(static_cast<std::make_unsigned_t<T>>(value), raw);
    append(bytes_, raw);
  }
  void field(const bool& value) { bytes_.push_back(value ? 1 : 0); }
  template <typename T>
  requires std::is_enum_v<T>
  void choice(const T& value, T) { bytes_.push_back(static_cast<uint8_t>(value)); }
  template <typename Tag, size_t N>
  void field(const Id<Tag, N>& id) {
    append(bytes_, id.bytes);
  }
  void field(const Verifier& verifier) { append(bytes_, verifier.bytes); }
  void field(const Bytes& bytes, size_t) {
    field(static_cast<uint16_t>(bytes.size()));
    append(bytes_, bytes);
  }
  // `each` lists the fields of the value.
  template <typename T, typename Each>
  void optional(const std::optional<T>& value, Each&& each) {
    field(value.has_value());
    if (value) each(*value);
  }

  Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

// Strict: whatever RecordWriter would not have written fails. After a failure values are undefined.
class RecordReader {
 public:
  explicit RecordReader(ByteView bytes) : rest_(bytes) {}

  template <typename T>
  requires std::is_integral_v<T>
  void field(T& value) {
    const ByteView raw = take(sizeof(T));
    using Unsigned = std::make_unsigned_t<T>;
    if (good_) value = static_cast<T>(load_big_endian<Unsigned>(raw.first<sizeof(T)>()));
  }
  void field(bool& value) {
    uint8_t raw = 0;
    field(raw);
    good_ = good_ && raw <= 1;
    value = raw == 1;
  }
  // An enum without gaps from 0 to `last`.
  template <typename T>
  requires std::is_enum_v<T>
  void choice(T& value, T last) {
    uint8_t raw = 0;
    field(raw);
    good_ = good_ && raw <= static_cast<uint8_t>(last);
    if (good_) value = static_cast<T>(raw);
  }
  template <typename Tag, size_t N>
  void field(Id<Tag, N>& id) {
    copy(id.bytes);
  }
  void field(Verifier& verifier) { copy(verifier.bytes); }
  void field(Bytes& bytes, size_t size_max) {
    uint16_t size = 0;
    field(size);
    good_ = good_ && size <= size_max;
    const ByteView raw = take(good_ ? size : 0);
    if (good_) bytes.assign(raw.begin(), raw.end());
  }
  template <typename T, typename Each>
  void optional(std::optional<T>& value, Each&& each) {
    bool there = false;
    field(there);
    if (good_ && there) each(value.emplace());
  }

  // Everything was there, in its form, and nothing is left.
  bool finished() const { return good_ && rest_.empty(); }

 private:
  ByteView take(size_t size) {
    good_ = good_ && rest_.size() >= size;
    if (!good_) return {};
    const ByteView taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }
  void copy(MutableBytes out) {
    const ByteView raw = take(out.size());
    if (good_) std::copy(raw.begin(), raw.end(), out.begin());
  }

  ByteView rest_;
  bool good_ = true;
};

}  // namespace mayfly
