// The payload of an age file: 64 KiB chunks of ChaCha20-Poly1305, counter nonces (C2SP age.md,
// "Payload").
#pragma once

#include "client-wasm/age/header.h"
#include "common/bytes.h"
#include "common/result.h"
#include "common/secret.h"
#include "common/sizes.h"

namespace mayfly::age {

using PayloadKey = Secret<struct PayloadKeyTag, 32>;
inline constexpr size_t kPayloadNonceSize = 16;
using PayloadNonce = ByteArray<kPayloadNonceSize>;

PayloadKey payload_key(const FileKey& file_key, const PayloadNonce& nonce);

// The plaintext size of a payload of `sealed_size` bytes (nonce not counted), which the chunk size
// fixes. kTruncated when its last chunk cannot hold a tag, kBadPayload when the last chunk is empty
// but not the first.
Result<uint64_t> payload_plain_size(uint64_t sealed_size);

// Seals chunk `index` in place: `chunk` is the plaintext with room for the tag behind it.
void seal_chunk(const PayloadKey& key, uint64_t index, bool last, MutableBytes chunk);
// Opens chunk `index` in place; the plaintext is all but the last kTagSize bytes. kBadPayload when
// it does not open, and then its plaintext is zeros.
Status open_chunk(const PayloadKey& key, uint64_t index, bool last, MutableBytes chunk);

// A payload in parts, sealed and opened in any order. Buffers must hold sealed_size(n) bytes; the
// plaintext lies at their front.
class PartCipher {
 public:
  PartCipher(PayloadKey key, PartPlan plan) : key_(std::move(key)), plan_(plan) {}

  const PartPlan& plan() const { return plan_; }
  // For another worker that helps with the same payload.
  const PayloadKey& key() const { return key_; }

  // kBadInput when there is no part n or `buffer` has another size than sealed_size(n).
  Status seal_part(uint32_t n, MutableBytes buffer) const;
  // kBadInput when there is no part n; kTruncated or kBadPayload when `sealed` has another size
  // than it must have; kBadPayload when a chunk does not open. Then `sealed` is wiped: nothing of a
  // bad part is released.
  Result<MutableBytes> open_part(uint32_t n, MutableBytes sealed) const;

 private:
  PayloadKey key_;
  PartPlan plan_;
};

}  // namespace mayfly::age
