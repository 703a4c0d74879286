// ChaCha20-Poly1305 from libsodium: for native programs, and for browsers without SIMD.
#include <sodium.h>

#include "client-wasm/aead/aead.h"

namespace mayfly::aead {

static_assert(kKeySize == crypto_aead_chacha20poly1305_ietf_KEYBYTES);
static_assert(kNonceSize == crypto_aead_chacha20poly1305_ietf_NPUBBYTES);
static_assert(kTagSize == crypto_aead_chacha20poly1305_ietf_ABYTES);

namespace {

// libsodium asks for an address even where there is nothing.
uint8_t* address_of(MutableBytes data) {
  static uint8_t nothing = 0;
  return data.empty() ? &nothing : data.data();
}

}  // namespace

void seal(Key key, const Nonce& nonce, ByteView associated, MutableBytes data, Tag tag) {
  crypto_aead_chacha20poly1305_ietf_encrypt_detached(
      address_of(data), tag.data(), nullptr, address_of(data), data.size(), associated.data(),
      associated.size(), nullptr, nonce.data(), key.data());
}

bool open(Key key, const Nonce& nonce, ByteView associated, MutableBytes data, TagView tag) {
  return crypto_aead_chacha20poly1305_ietf_decrypt_detached(
             address_of(data), nullptr, address_of(data), data.size(), tag.data(),
             associated.data(), associated.size(), nonce.data(), key.data()) == 0;
}

}  // namespace mayfly::aead
