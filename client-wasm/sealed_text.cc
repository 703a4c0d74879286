// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) for notes and hints.
#include "client-wasm/sealed_text.h"

#include <sodium.h>

#include "client-wasm/aead/aead.h"
#include "common/limits.h"

namespace mayfly {
namespace {

constexpr size_t kNonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
static_assert(kSealedTextOverhead == kNonceSize + aead::kTagSize);

using XNonce = std::span<const uint8_t, kNonceSize>;
using Subkey = Secret<struct SubkeyTag, aead::kKeySize>;

// The first 16 bytes of the nonce go into the key, the other 8 into the inner nonce.
Subkey subkey(aead::Key key, XNonce nonce) {
  return Subkey::filled_by([&](MutableBytes out) {
    crypto_core_hchacha20(out.data(), nonce.data(), key.data(), nullptr);
  });
}

aead::Nonce inner_nonce(XNonce nonce) {
  aead::Nonce inner{};
  std::copy(nonce.begin() + crypto_core_hchacha20_INPUTBYTES, nonce.end(), inner.begin() + 4);
  return inner;
}

Result<Bytes> seal(aead::Key key, ByteView plain, size_t size_max, Random& random) {
  if (plain.size() > size_max - kSealedTextOverhead) {
    return fail(Fault::kTooLarge, "the text is too long to be sealed");
  }
  Bytes sealed(plain.size() + kSealedTextOverhead);
  const auto nonce = MutableBytes(sealed).first<kNonceSize>();
  random.fill(nonce);
  const auto body = MutableBytes(sealed).subspan(kNonceSize, plain.size());
  std::copy(plain.begin(), plain.end(), body.begin());
  aead::seal(subkey(key, nonce).expose(), inner_nonce(nonce), {}, body,
             MutableBytes(sealed).last<aead::kTagSize>());
  return sealed;
}

Result<SecretBytes> open(aead::Key key, ByteView sealed, size_t size_max) {
  if (sealed.size() < kSealedTextOverhead)
    return fail(Fault::kTruncated, "a sealed text cut short");
  if (sealed.size() > size_max) return fail(Fault::kTooLarge, "a sealed text past its limit");
  const XNonce nonce = sealed.first<kNonceSize>();
  SecretBytes plain(sealed.subspan(kNonceSize, sealed.size() - kSealedTextOverhead));
  if (!aead::open(subkey(key, nonce).expose(), inner_nonce(nonce), {}, plain.expose_mutable(),
                  sealed.last<aead::kTagSize>())) {
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
