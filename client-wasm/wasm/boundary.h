// What every module does at its boundary with JavaScript, whose only caller is web/js/core/core.js.
//
// Texts and bytes come as a pointer and a size into this memory, got from mayfly_alloc. What
// returns int returns 0 or a Fault, and leaves its results in the output: UTF-8, one line each,
// unless said otherwise; ids, tokens and sealed texts are base64url. 64-bit sizes come as doubles.
// `password` is an Argon2id output, or empty where there is no password. kConflict for a call out
// of order. One instance is one session, and is dropped whole.
#pragma once

#include <string_view>

#include "client-wasm/random.h"
#include "common/result.h"
#include "common/secret.h"

#define MAYFLY_EXPORT(name) extern "C" __attribute__((export_name(#name)))

namespace mayfly::wasm {

// What of a session must not be destroyed when the instance ends: nothing runs then.
template <typename T>
class Held {
 public:
  // The old one is wiped.
  template <typename... Arguments>
  T& emplace(Arguments&&... arguments) {
    delete value_;
    return *(value_ = new T(std::forward<Arguments>(arguments)...));
  }
  explicit operator bool() const { return value_ != nullptr; }
  T& operator*() const { return *value_; }
  T* operator->() const { return value_; }

 private:
  T* value_ = nullptr;
};

SystemRandom& random();

void put_output(ByteView bytes);
void put_output(SecretBytes bytes);
inline void put_output(std::string_view text) { put_output(as_bytes(text)); }
inline std::string_view text(const uint8_t* data, size_t size) { return as_chars({data, size}); }

// 0 or the fault.
inline int finish(const Status& status) {
  return status ? 0 : static_cast<int>(status.error().fault);
}
inline Error out_of_order() { return {Fault::kConflict, "called out of order"}; }

Result<uint64_t> to_size(double value);

// kBadInput for another size.
template <typename SecretType>
Result<SecretType> to_secret(ByteView bytes) {
  if (bytes.size() != SecretType::kSize) return fail(Fault::kBadInput, "a key of another size");
  return SecretType(bytes.first<SecretType::kSize>());
}

}  // namespace mayfly::wasm
