// The bytes of a request's body, which come one after the other and are never copied.
#pragma once

#include <algorithm>
#include <concepts>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace mayfly {

// Room for what is still to come costs nothing before it has come, as far as the system gives fresh
// memory page by page (main sees to that).
class RequestBody {
 public:
  RequestBody() = default;
  // A copy.
  template <std::convertible_to<std::string_view> Text>
  RequestBody(const Text& text) {  // NOLINT: a body is nothing but its bytes
    const std::string_view bytes = text;
    reserve(bytes.size());
    append(bytes);
  }
  RequestBody(RequestBody&& other) noexcept { swap(other); }
  RequestBody& operator=(RequestBody&& other) noexcept {
    swap(other);
    return *this;
  }

  std::string_view view() const { return {bytes_.get(), size_}; }
  operator std::string_view() const { return view(); }  // NOLINT: likewise
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // Room for `capacity` bytes in all.
  void reserve(size_t capacity) {
    if (capacity <= capacity_) return;
    auto larger = std::make_unique_for_overwrite<char[]>(capacity);
    std::copy_n(bytes_.get(), size_, larger.get());
    bytes_ = std::move(larger);
    capacity_ = capacity;
  }
  // Where the next bytes belong.
  std::span<char> room() { return {bytes_.get() + size_, capacity_ - size_}; }
  // For as many as there is room for; those that were put into room() already stay where they are.
  void append(std::string_view bytes) {
    if (bytes.data() != room().data()) std::copy_n(bytes.data(), bytes.size(), room().data());
    size_ += bytes.size();
  }

 private:
  void swap(RequestBody& other) {
    std::swap(bytes_, other.bytes_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

  std::unique_ptr<char[]> bytes_;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace mayfly
