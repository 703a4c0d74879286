// All that is derived from the link secret S, the root R and the owner secret O (protocol.md
// section 2).
#pragma once

#include "common/id.h"
#include "common/secret.h"
#include "common/token.h"

namespace mayfly {

using LinkSecret = Secret<struct LinkSecretTag, 32>;
using OwnerSecret = Secret<struct OwnerSecretTag, 32>;
using PasswordSalt = Secret<struct PasswordSaltTag, 16>;
using PasswordHash = Secret<struct PasswordHashTag, 32>;
using Root = Secret<struct RootTag, 32>;
using AgeIdentity = Secret<struct AgeIdentityTag, 32>;      // an X25519 secret key
using OwnerIdentity = Secret<struct OwnerIdentityTag, 32>;  // an X25519 secret key
using NoteKey = Secret<struct NoteKeyTag, 32>;
using HintKey = Secret<struct HintKeyTag, 32>;

GrantId grant_id(const LinkSecret& link);
PasswordSalt password_salt(const LinkSecret& link);
HintKey hint_key(const LinkSecret& link);

// R of a grant without a password is S itself.
Root root_of(const LinkSecret& link);
// R of a grant with one: BLAKE2b-256(key = S, Argon2id output).
Root root_of(const LinkSecret& link, const PasswordHash& password);
AccessToken access_token(const Root& root);
AgeIdentity age_identity(const Root& root);

OwnerToken owner_token(const OwnerSecret& owner);
OwnerIdentity owner_identity(const OwnerSecret& owner);
OwnerKey owner_key(const OwnerIdentity& identity);
DropId drop_id(const OwnerSecret& owner);
NoteKey note_key(const OwnerSecret& owner);

}  // namespace mayfly
