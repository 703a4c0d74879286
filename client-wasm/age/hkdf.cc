// HKDF-SHA-256 on libsodium.
#include "client-wasm/age/hkdf.h"

#include <sodium.h>

#include <cassert>

namespace mayfly::age {

void hkdf_sha256(MutableBytes out, ByteView ikm, ByteView salt, std::string_view info) {
  assert(out.size() <= crypto_kdf_hkdf_sha256_BYTES_MAX);
  ByteArray<crypto_kdf_hkdf_sha256_KEYBYTES> prk;
  crypto_kdf_hkdf_sha256_extract(prk.data(), salt.data(), salt.size(), ikm.data(), ikm.size());
  static_cast<void>(
      crypto_kdf_hkdf_sha256_expand(out.data(), out.size(), info.data(), info.size(), prk.data()));
  sodium_memzero(prk.data(), prk.size());
}

}  // namespace mayfly::age
