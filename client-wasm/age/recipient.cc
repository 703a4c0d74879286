// Wrapping and unwrapping file keys with X25519, HKDF-SHA-256 and ChaCha20-Poly1305.
#include "client-wasm/age/recipient.h"

#include <optional>

#include "client-wasm/aead/aead.h"
#include "client-wasm/age/hkdf.h"

namespace mayfly::age {
namespace {

constexpr std::string_view kType = "X25519";
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

// Nothing when the stanza is X25519 but for another key.
Result<std::optional<FileKey>> try_stanza(const Stanza& stanza, const AgeIdentity& identity,
                                          const X25519Point& recipient) {
  X25519Point share{};
  if (stanza.args.size() != 1 || stanza.body.size() != kBodySize ||
      !base64_decode_into(stanza.args[0], share)) {
    return fail(Fault::kBadHeader, "an X25519 stanza that age refuses");
  }
  MAYFLY_LET(shared, x25519_shared(identity.expose(), share));
  const WrapKey key = wrap_key(shared, share, recipient);
  const ByteView body = stanza.body;
  bool is_open = false;
  auto file_key = FileKey::filled_by([&](MutableBytes out) {
    std::copy_n(body.begin(), FileKey::kSize, out.begin());
    is_open = aead::open(key.expose(), kZeroNonce, {}, out, body.last<aead::kTagSize>());
  });
  if (!is_open) return std::optional<FileKey>();
  return std::optional<FileKey>(std::move(file_key));
}

}  // namespace

Result<Stanza> wrap_file_key(const FileKey& file_key, const X25519Point& recipient,
                             Random& random) {
  const auto ephemeral = random.make<EphemeralSecret>();
  const X25519Point share = x25519_public(ephemeral.expose());
  MAYFLY_LET(shared, x25519_shared(ephemeral.expose(), recipient));
  const WrapKey key = wrap_key(shared, share, recipient);
  Stanza stanza{std::string(kType), {base64_encode(share)}, Bytes(kBodySize)};
  const MutableBytes body = stanza.body;
  std::copy_n(file_key.expose().begin(), FileKey::kSize, body.begin());
  aead::seal(key.expose(), kZeroNonce, {}, body.first<FileKey::kSize>(),
             body.last<aead::kTagSize>());
  return stanza;
}

Result<FileKey> unwrap_file_key(const std::vector<Stanza>& stanzas, const AgeIdentity& identity) {
  const X25519Point recipient = x25519_public(identity.expose());
  std::optional<FileKey> found;
  for (const Stanza& stanza : stanzas) {
    if (stanza.type != kType) continue;
    MAYFLY_LET(file_key, try_stanza(stanza, identity, recipient));
    if (file_key && !found) found = std::move(file_key);
  }
  if (!found) return fail(Fault::kWrongKey, "the link does not open this drop");
  return std::move(*found);
}

}  // namespace mayfly::age
