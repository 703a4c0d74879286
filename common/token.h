// Bearer tokens, and the verifiers that the server keeps in their place.
#pragma once

#include "common/id.h"
#include "common/secret.h"

namespace mayfly {

using AccessToken = Secret<struct AccessTokenTag, 32>;
using OwnerToken = Secret<struct OwnerTokenTag, 32>;
using LeaseToken = Secret<struct LeaseTokenTag, 32>;

// BLAKE2b-256 of a token. Knowing it does not let anybody in.
struct Verifier {
  static constexpr size_t kSize = 32;

  ByteArray<kSize> bytes{};

  static Verifier of(std::span<const uint8_t, 32> token);
  static Result<Verifier> parse(std::string_view base64url);
  std::string to_text() const { return base64url_encode(bytes); }

  // In constant time; there is no ==.
  bool matches(const Verifier& other) const;
};

}  // namespace mayfly
