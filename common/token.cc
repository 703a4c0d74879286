// Verifiers: protocol.md section 2.
#include "common/token.h"

#include <sodium.h>

namespace mayfly {

Verifier Verifier::of(std::span<const uint8_t, 32> token) {
  Verifier verifier;
  crypto_generichash(verifier.bytes.data(), kSize, token.data(), token.size(), nullptr, 0);
  return verifier;
}

Result<Verifier> Verifier::parse(std::string_view base64url) {
  Verifier verifier;
  MAYFLY_TRY(base64url_decode_into(base64url, verifier.bytes));
  return verifier;
}

bool Verifier::matches(const Verifier& other) const {
  return sodium_memcmp(bytes.data(), other.bytes.data(), kSize) == 0;
}

}  // namespace mayfly
