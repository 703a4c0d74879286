// Secret bytes as a type: moved, never copied, wiped at the end, opened only through expose().
#pragma once

#include <sodium.h>

#include "common/bytes.h"

namespace mayfly {

// Moves `size` bytes, and wipes where they were. Not inline: in a module, secrets move more often
// than anything else.
[[gnu::noinline]] inline void move_secret(uint8_t* to, uint8_t* from, size_t size) {
  std::copy_n(from, size, to);
  sodium_memzero(from, size);
}

// A secret of exactly N bytes. It has no == and no <<, on purpose: compare verifiers, log nothing.
template <typename Tag, size_t N>
class Secret {
 public:
  static constexpr size_t kSize = N;

  explicit Secret(std::span<const uint8_t, N> bytes) {
    std::copy(bytes.begin(), bytes.end(), bytes_.begin());
  }
  // Lets `fill` write the N bytes in place, so that no copy of them is left behind.
  template <typename Fill>
  static Secret filled_by(Fill&& fill) {
    Secret secret;
    fill(MutableBytes(secret.bytes_));
    return secret;
  }

  Secret(Secret&& other) noexcept { move_secret(bytes_.data(), other.bytes_.data(), N); }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) move_secret(bytes_.data(), other.bytes_.data(), N);
    return *this;
  }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { wipe(); }

  std::span<const uint8_t, N> expose() const { return bytes_; }
  // A second holder of the same secret, made where it can be seen.
  Secret duplicate() const { return Secret(expose()); }

 private:
  Secret() = default;
  void wipe() { sodium_memzero(bytes_.data(), N); }

  ByteArray<N> bytes_{};
};

// Secret bytes of a length known only at run time: a password, a decoded note.
class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(size_t size) : bytes_(size) {}
  explicit SecretBytes(ByteView bytes) : bytes_(bytes.begin(), bytes.end()) {}
  SecretBytes(SecretBytes&& other) noexcept : bytes_(std::move(other.bytes_)) {
    other.bytes_.clear();
  }
  SecretBytes& operator=(SecretBytes&& other) noexcept {
    if (this != &other) {
      wipe();
      bytes_ = std::move(other.bytes_);
      other.bytes_.clear();
    }
    return *this;
  }
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes() { wipe(); }

  ByteView expose() const { return bytes_; }
  MutableBytes expose_mutable() { return bytes_; }
  size_t size() const { return bytes_.size(); }

 private:
  void wipe() {
    if (!bytes_.empty()) sodium_memzero(bytes_.data(), bytes_.size());
  }

  Bytes bytes_;
};

}  // namespace mayfly
