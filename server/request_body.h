// The bytes of a request's body, which come one after the other.
#pragma once

#include <algorithm>
#include <concepts>
#include <span>
#include <string_view>
#include <utility>

#include "server/body_memory.h"

namespace mayfly {

class RequestBody {
 public:
  RequestBody() = default;
  // Takes its memory from there, and gives it back.
  explicit RequestBody(BodyMemory& memory) : memory_(&memory) {}
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
  ~RequestBody() { give_back(std::move(block_)); }

  std::string_view view() const { return {block_.bytes.get(), size_}; }
  operator std::string_view() const { return view(); }  // NOLINT: likewise
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // Room for `capacity` bytes in all; what is here already is copied.
  void reserve(size_t capacity) {
    if (capacity <= block_.capacity) return;
    MemoryBlock larger = memory_ ? memory_->take(capacity) : fresh_block(capacity);
    std::copy_n(block_.bytes.get(), size_, larger.bytes.get());
    give_back(std::exchange(block_, std::move(larger)));
  }
  // Where the next bytes belong.
  std::span<char> room() { return {block_.bytes.get() + size_, block_.capacity - size_}; }
  // For as many as there is room for; those that were put into room() already stay where they are.
  void append(std::string_view bytes) {
    if (bytes.data() != room().data()) std::copy_n(bytes.data(), bytes.size(), room().data());
    size_ += bytes.size();
  }

 private:
  void swap(RequestBody& other) {
    std::swap(memory_, other.memory_);
    std::swap(block_, other.block_);
    std::swap(size_, other.size_);
  }
  void give_back(MemoryBlock block) {
    if (memory_) memory_->give(std::move(block));
  }

  BodyMemory* memory_ = nullptr;
  MemoryBlock block_;
  size_t size_ = 0;
};

}  // namespace mayfly
