// Key derivation with crypto_kdf_derive_from_key. The numbers are protocol.md section 2's table.
#include "client-wasm/keys.h"

#include "client-wasm/x25519.h"

namespace mayfly {
namespace {

enum class KeyId : uint64_t {
  kGrantId = 1,
  kPasswordSalt = 2,
  kAccessToken = 3,
  kAgeIdentity = 4,
  kOwnerToken = 5,
  kOwnerIdentity = 6,
  kDropId = 7,
  kNoteKey = 8,
  kHintKey = 9,
};

void derive_into(MutableBytes out, KeyId id, std::span<const uint8_t, 32> from) {
  static constexpr char kContext[crypto_kdf_CONTEXTBYTES + 1] = "mayfly01";
  static_assert(crypto_kdf_KEYBYTES == 32);
  // Fails only for lengths outside 16 to 64, and ours are constants within.
  static_cast<void>(crypto_kdf_derive_from_key(out.data(), out.size(), static_cast<uint64_t>(id),
                                               kContext, from.data()));
}

template <typename Derived>
Derived derive_secret(KeyId id, std::span<const uint8_t, 32> from) {
  return Derived::filled_by([&](MutableBytes out) { derive_into(out, id, from); });
}

template <typename Derived>
Derived derive_id(KeyId id, std::span<const uint8_t, 32> from) {
  Derived derived;
  derive_into(derived.bytes, id, from);
  return derived;
}

}  // namespace

GrantId grant_id(const LinkSecret& link) {
  return derive_id<GrantId>(KeyId::kGrantId, link.expose());
}

PasswordSalt password_salt(const LinkSecret& link) {
  return derive_secret<PasswordSalt>(KeyId::kPasswordSalt, link.expose());
}

HintKey hint_key(const LinkSecret& link) {
  return derive_secret<HintKey>(KeyId::kHintKey, link.expose());
}

Root root_of(const LinkSecret& link) { return Root(link.expose()); }

Root root_of(const LinkSecret& link, const PasswordHash& password) {
  const auto key = link.expose();
  const auto hash = password.expose();
  return Root::filled_by([&](MutableBytes out) {
    crypto_generichash(out.data(), out.size(), hash.data(), hash.size(), key.data(), key.size());
  });
}

AccessToken access_token(const Root& root) {
  return derive_secret<AccessToken>(KeyId::kAccessToken, root.expose());
}

AgeIdentity age_identity(const Root& root) {
  return derive_secret<AgeIdentity>(KeyId::kAgeIdentity, root.expose());
}

OwnerToken owner_token(const OwnerSecret& owner) {
  return derive_secret<OwnerToken>(KeyId::kOwnerToken, owner.expose());
}

OwnerIdentity owner_identity(const OwnerSecret& owner) {
  return derive_secret<OwnerIdentity>(KeyId::kOwnerIdentity, owner.expose());
}

OwnerKey owner_key(const OwnerIdentity& identity) {
  return OwnerKey{x25519_public(identity.expose())};
}

DropId drop_id(const OwnerSecret& owner) {
  return derive_id<DropId>(KeyId::kDropId, owner.expose());
}

NoteKey note_key(const OwnerSecret& owner) {
  return derive_secret<NoteKey>(KeyId::kNoteKey, owner.expose());
}

}  // namespace mayfly
