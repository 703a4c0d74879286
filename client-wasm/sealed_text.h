// Short texts sealed for the owner (notes) and for link holders (hints): XChaCha20-Poly1305, random
// nonce in front.
#pragma once

#include "client-wasm/keys.h"
#include "client-wasm/random.h"
#include "common/result.h"

namespace mayfly {

inline constexpr size_t kSealedTextOverhead = 24 + 16;  // nonce and tag

// kTooLarge when the sealed text would pass kNoteSizeMax or kHintSizeMax.
Result<Bytes> seal_note(const NoteKey& key, ByteView plain, Random& random);
Result<Bytes> seal_hint(const HintKey& key, ByteView plain, Random& random);

// kTruncated when it cannot hold nonce and tag, kTooLarge past the same limits, kWrongKey when it
// does not open.
Result<SecretBytes> open_note(const NoteKey& key, ByteView sealed);
Result<SecretBytes> open_hint(const HintKey& key, ByteView sealed);

}  // namespace mayfly
