// XChaCha20-Poly1305 on libsodium for notes and hints.
#include "client-wasm/sealed_text.h"

#include <sodium.h>

#include "common/limits.h"

namespace mayfly {
namespace {

constexpr size_t kNonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
static_assert(kSealedTextOverhead == kNonceSize + crypto_aead_xchacha20poly1305_ietf_ABYTES);

using Key = std::span<const uint8_t, crypto_aead_xchacha20poly1305_ietf_KEYBYTES>;

Result<Bytes> seal(Key key, ByteView plain, size_t size_max, Random& random) {
  if (plain.size() > size_max - kSealedTextOverhead) {
    return fail(Fault::kTooLarge, "the text is too long to be sealed");
  }
  Bytes sealed(plain.size() + kSealedTextOverhead);
  random.fill(MutableBytes(sealed).first(kNonceSize));
  crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + kNonceSize, nullptr, plain.data(),
                                             plain.size(), nullptr, 0, nullptr, sealed.data(),
                                             key.data());
  return sealed;
}

Result<SecretBytes> open(Key key, ByteView sealed, size_t size_max) {
  if (sealed.size() < kSealedTextOverhead)
    return fail(Fault::kTruncated, "a sealed text cut short");
  if (sealed.size() > size_max) return fail(Fault::kTooLarge, "a sealed text past its limit");
  SecretBytes plain(sealed.size() - kSealedTextOverhead);
  const ByteView body = sealed.subspan(kNonceSize);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain.expose_mutable().data(), nullptr, nullptr,
                                                 body.data(), body.size(), nullptr, 0,
                                                 sealed.data(), key.data()) != 0) {
    return fail(Fault::kWrongKey, "a sealed text that this key does not open");
  }
  return plain;
}

}  // namespace

Result<Bytes> seal_note(const NoteKey& key, ByteView plain, Random& random) {
  return seal(key.expose(), plain, kNoteSizeMax, random);
}

Result<Bytes> seal_hint(const HintKey& key, ByteView plain, Random& random) {
  return seal(key.expose(), plain, kHintSizeMax, random);
}

Result<SecretBytes> open_note(const NoteKey& key, ByteView sealed) {
  return open(key.expose(), sealed, kNoteSizeMax);
}

Result<SecretBytes> open_hint(const HintKey& key, ByteView sealed) {
  return open(key.expose(), sealed, kHintSizeMax);
}

}  // namespace mayfly
