// Wrapping and unwrapping file keys with X25519, HKDF-SHA-256 and ChaCha20-Poly1305.
#include "client-wasm/age/recipient.h"

#include <sodium.h>

#include "client-wasm/aead/aead.h"
#include "client-wasm/age/hkdf.h"

namespace mayfly::age {
namespace {

constexpr std::string_view kType = "X25519";
constexpr std::string_view kTypeAndSpace = "X25519 ";
constexpr std::string_view kInfo = "age-encryption.org/v1/X25519";
constexpr size_t kBodySize = FileKey::kSize + aead::kTagSize;
// Each wrapping key is used once, so the nonce may be fixed.
constexpr aead::Nonce kZeroNonce{};

using WrapKey = Secret<struct WrapKeyTag, 32>;
using EphemeralSecret = Secret<struct EphemeralSecretTag, 32>;

WrapKey wrap_key(const SharedSecret& shared, const X25519Point& share,
                 const X25519Point& recipient) {
  Bytes salt(share.begin(), share.end());
  append(salt, recipient);
  return WrapKey::filled_by(
      [&](MutableBytes out) { hkdf_sha256(out, shared.expose(), salt, kInfo); });
}

// Whether the stanza opens with this identity; then `file_key` is what was in it.
Result<bool> try_stanza(const Stanza& stanza, const AgeIdentity& identity,
                        const X25519Point& recipient, MutableBytes file_key) {
  X25519Point share{};
  if (!stanza.words.starts_with(kTypeAndSpace) || stanza.body.size() != kBodySize ||
      !base64_decode_into(std::string_view(stanza.words).substr(kTypeAndSpace.size()), share)) {
    return fail(Fault::kBadHeader, "an X25519 stanza that age refuses");
  }
  MAYFLY_LET(shared, x25519_shared(identity.expose(), share));
  const WrapKey key = wrap_key(shared, share, recipient);
  const ByteView body = stanza.body;
  std::copy_n(body.begin(), file_key.size(), file_key.begin());
  return aead::open(key.expose(), kZeroNonce, {}, file_key, body.last<aead::kTagSize>());
}

// A stanza of this type with any arguments, or with none, which is refused later.
bool is_x25519(std::string_view words) {
  return words == kType || words.starts_with(kTypeAndSpace);
}

}  // namespace

Result<Stanza> wrap_file_key(const FileKey& file_key, const X25519Point& recipient,
                             Random& random) {
  const auto ephemeral = random.make<EphemeralSecret>();
  const X25519Point share = x25519_public(ephemeral.expose());
  MAYFLY_LET(shared, x25519_shared(ephemeral.expose(), recipient));
  const WrapKey key = wrap_key(shared, share, recipient);
  Stanza stanza{std::string(kTypeAndSpace), Bytes(kBodySize)};
  stanza.words += base64_encode(share);
  const MutableBytes body = stanza.body;
  std::copy_n(file_key.expose().begin(), FileKey::kSize, body.begin());
  aead::seal(key.expose(), kZeroNonce, {}, body.first<FileKey::kSize>(),
             body.last<aead::kTagSize>());
  return stanza;
}

Result<FileKey> unwrap_file_key(std::span<const Stanza> stanzas, const AgeIdentity& identity) {
  const X25519Point recipient = x25519_public(identity.expose());
  Result<bool> is_open = false;
  auto file_key = FileKey::filled_by([&](MutableBytes out) {
    for (const Stanza& stanza : stanzas) {
      if (!is_x25519(stanza.words)) continue;
      // All are looked at: a file with a bad one is refused whoever opens it.
      ByteArray<FileKey::kSize> candidate{};
      const auto tried = try_stanza(stanza, identity, recipient, candidate);
      if (!tried) {
        is_open = tried;
        return;
      }
      if (*tried && !*is_open) std::copy(candidate.begin(), candidate.end(), out.begin());
      *is_open = *is_open || *tried;
      sodium_memzero(candidate.data(), candidate.size());
    }
  });
  if (!is_open) return tl::unexpected(is_open.error());
  if (!*is_open) return fail(Fault::kWrongKey, "the link does not open this drop");
  return file_key;
}

}  // namespace mayfly::age
