// ChaCha20-Poly1305 from libsodium: for native programs, and for browsers without SIMD.
#include <sodium.h>

#include "client-wasm/aead/aead.h"

namespace mayfly::aead {

static_assert(kKeySize == crypto_aead_chacha20poly1305_ietf_KEYBYTES);
static_assert(kNonceSize == crypto_aead_chacha20poly1305_ietf_NPUBBYTES);
static_assert(kTagSize == crypto_aead_chacha20poly1305_ietf_ABYTES);

void seal(Key key, const Nonce& nonce, ByteView associated, MutableBytes data, Tag tag) {
  crypto_aead_chacha20poly1305_ietf_encrypt_detached(
      data.data(), tag.data(), nullptr, data.data(), data.size(), associated.data(),
      associated.size(), nullptr, nonce.data(), key.data());
}

bool open(Key key, const Nonce& nonce, ByteView associated, MutableBytes data, TagView tag) {
  return crypto_aead_chacha20poly1305_ietf_decrypt_detached(
             data.data(), nullptr, data.data(), data.size(), tag.data(), associated.data(),
             associated.size(), nonce.data(), key.data()) == 0;
}

}  // namespace mayfly::aead
