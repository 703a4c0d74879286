// Random bytes that tests know beforehand.
#pragma once

#include "client-wasm/random.h"

namespace mayfly::test {

// The given bytes in order, then a counter.
class FixedRandom final : public Random {
 public:
  FixedRandom() = default;
  explicit FixedRandom(Bytes bytes) : bytes_(std::move(bytes)) {}

  void fill(MutableBytes out) override {
    for (uint8_t& byte : out) {
      byte = used_ < bytes_.size() ? bytes_[used_] : static_cast<uint8_t>(used_ * 167 + 13);
      ++used_;
    }
  }

 private:
  Bytes bytes_;
  size_t used_ = 0;
};

// Size bytes that repeat nowhere soon.
inline Bytes patterned(size_t size, uint32_t seed = 1) {
  Bytes bytes(size);
  for (uint8_t& byte : bytes) {
    seed = seed * 1664525 + 1013904223;
    byte = static_cast<uint8_t>(seed >> 24);
  }
  return bytes;
}

}  // namespace mayfly::test
