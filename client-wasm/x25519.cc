// X25519 on libsodium's scalar multiplication.
#include "client-wasm/x25519.h"

#include <cassert>

namespace mayfly {

X25519Point x25519_public(std::span<const uint8_t, 32> secret) {
  static constexpr X25519Point kBasePoint = {9};
  X25519Point point{};
  // Cannot fail: the base point generates the large subgroup, and clamping keeps the scalar from
  // zero.
  const int status = crypto_scalarmult_curve25519(point.data(), secret.data(), kBasePoint.data());
  assert(status == 0);
  static_cast<void>(status);
  return point;
}

Result<SharedSecret> x25519_shared(std::span<const uint8_t, 32> secret,
                                   std::span<const uint8_t, 32> point) {
  int status = 0;
  auto shared = SharedSecret::filled_by([&](MutableBytes out) {
    status = crypto_scalarmult_curve25519(out.data(), secret.data(), point.data());
  });
  if (status != 0) return fail(Fault::kBadHeader, "an X25519 share of low order");
  return shared;
}

}  // namespace mayfly
