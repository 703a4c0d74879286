// age's X25519 recipient stanza: a file key wrapped to a public key (C2SP age.md, "The X25519
// recipient type").
#pragma once

#include "client-wasm/age/header.h"
#include "client-wasm/keys.h"
#include "client-wasm/random.h"
#include "client-wasm/x25519.h"
#include "common/result.h"

namespace mayfly::age {

// kBadHeader for a recipient of low order.
Result<Stanza> wrap_file_key(const FileKey& file_key, const X25519Point& recipient, Random& random);

// Tries every X25519 stanza; stanzas of other types are passed over. kBadHeader for an X25519
// stanza that is not as the specification says, kWrongKey when none opens.
Result<FileKey> unwrap_file_key(std::span<const Stanza> stanzas, const AgeIdentity& identity);

}  // namespace mayfly::age
