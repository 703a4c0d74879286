// Poly1305 (RFC 8439, section 2.5) as the AEAD uses it: over whole blocks, short ones filled with
// zeros.
#pragma once

#include "client-wasm/aead/aead.h"
#include "client-wasm/aead/poly1305_field.h"

namespace mayfly::aead {

class Poly1305 {
 public:
  // r and s of the one-time key.
  explicit Poly1305(std::span<const uint8_t, 32> key);
  Poly1305(const Poly1305&) = delete;
  Poly1305& operator=(const Poly1305&) = delete;
  ~Poly1305();

  // The last block is filled up with zeros where it is short.
  void absorb(ByteView bytes);
  void finish(Tag tag);

  // For the loop that runs it beside ChaCha20.
  [[gnu::always_inline]] const Accumulator& accumulator() const { return accumulator_; }
  [[gnu::always_inline]] void set_value(const Limbs& value) { accumulator_.value = value; }

 private:
  Accumulator accumulator_{};
  uint32_t s_[4];
};

}  // namespace mayfly::aead
