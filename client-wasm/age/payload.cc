// age's STREAM construction, chunk by chunk and part by part.
#include "client-wasm/age/payload.h"

#include <sodium.h>

#include <cassert>
#include <cstring>

#include "client-wasm/aead/aead.h"
#include "client-wasm/age/hkdf.h"

namespace mayfly::age {
namespace {

static_assert(kTagSize == aead::kTagSize);

// Eleven bytes of counter, big-endian, and one that is 1 for the last chunk.
aead::Nonce chunk_nonce(uint64_t index, bool last) {
  aead::Nonce nonce{};
  store_big_endian(index, std::span(nonce).subspan<3, 8>());
  nonce[11] = last ? 1 : 0;
  return nonce;
}

// One chunk of a part: where its plaintext and its sealed bytes lie, counted from the part's start.
struct Chunk {
  uint64_t index;  // in the payload
  bool last;       // of the payload
  size_t plain_offset;
  size_t sealed_offset;
  size_t plain_size;
  size_t sealed_size;
};

class ChunksOfPart {
 public:
  ChunksOfPart(const PartPlan& plan, uint32_t n)
      : first_index_(uint64_t{n} * (plan.part_size() / kChunkSize)),
        plain_size_(static_cast<size_t>(plan.plain_size(n))),
        count_(static_cast<size_t>((plan.sealed_size(n) - plain_size_) / kTagSize)),
        last_part_(n + 1 == plan.part_count()) {}

  size_t count() const { return count_; }
  Chunk operator[](size_t i) const {
    const size_t plain_offset = i * static_cast<size_t>(kChunkSize);
    const size_t plain_size = std::min(static_cast<size_t>(kChunkSize), plain_size_ - plain_offset);
    return {first_index_ + i, last_part_ && i + 1 == count_,
            plain_offset,     i * static_cast<size_t>(kSealedChunkSize),
            plain_size,       plain_size + static_cast<size_t>(kTagSize)};
  }

 private:
  uint64_t first_index_;
  size_t plain_size_;
  size_t count_;
  bool last_part_;
};

}  // namespace

PayloadKey payload_key(const FileKey& file_key, const PayloadNonce& nonce) {
  return PayloadKey::filled_by(
      [&](MutableBytes out) { hkdf_sha256(out, file_key.expose(), nonce, "payload"); });
}

Result<uint64_t> payload_plain_size(uint64_t sealed_size) {
  const uint64_t full_chunks = sealed_size / kSealedChunkSize;
  const uint64_t rest = sealed_size % kSealedChunkSize;
  if (rest == 0 && full_chunks > 0) return full_chunks * kChunkSize;
  if (rest < kTagSize) return fail(Fault::kTruncated, "an age payload cut short");
  if (rest == kTagSize && full_chunks > 0) {
    return fail(Fault::kBadPayload, "an age payload with an empty last chunk");
  }
  return full_chunks * kChunkSize + rest - kTagSize;
}

void seal_chunk(const PayloadKey& key, uint64_t index, bool last, MutableBytes chunk) {
  assert(chunk.size() >= kTagSize && chunk.size() <= kSealedChunkSize);
  const size_t plain_size = chunk.size() - kTagSize;
  const aead::Nonce nonce = chunk_nonce(index, last);
  aead::seal(key.expose(), nonce, {}, chunk.first(plain_size), chunk.last<aead::kTagSize>());
}

Status open_chunk(const PayloadKey& key, uint64_t index, bool last, MutableBytes chunk) {
  assert(chunk.size() >= kTagSize && chunk.size() <= kSealedChunkSize);
  const size_t plain_size = chunk.size() - kTagSize;
  const aead::Nonce nonce = chunk_nonce(index, last);
  if (!aead::open(key.expose(), nonce, {}, chunk.first(plain_size), chunk.last<aead::kTagSize>())) {
    return fail(Fault::kBadPayload, "a chunk that was altered or is in the wrong place");
  }
  return {};
}

Status PartCipher::seal_part(uint32_t n, MutableBytes buffer) const {
  if (n >= plan_.part_count() || buffer.size() != plan_.sealed_size(n)) {
    return fail(Fault::kBadInput, "no such part, or a part of another size");
  }
  const ChunksOfPart chunks(plan_, n);
  // From the back, so that each chunk moves into room that is free already.
  for (size_t i = chunks.count(); i-- > 0;) {
    const Chunk chunk = chunks[i];
    uint8_t* sealed = buffer.data() + chunk.sealed_offset;
    std::memmove(sealed, buffer.data() + chunk.plain_offset, chunk.plain_size);
    seal_chunk(key_, chunk.index, chunk.last, {sealed, chunk.sealed_size});
  }
  return {};
}

Result<MutableBytes> PartCipher::open_part(uint32_t n, MutableBytes sealed) const {
  if (n >= plan_.part_count()) return fail(Fault::kBadInput, "no such part");
  if (sealed.size() < plan_.sealed_size(n)) return fail(Fault::kTruncated, "a part cut short");
  if (sealed.size() > plan_.sealed_size(n)) return fail(Fault::kBadPayload, "a part too long");
  const ChunksOfPart chunks(plan_, n);
  for (size_t i = 0; i < chunks.count(); ++i) {
    const Chunk chunk = chunks[i];
    uint8_t* opened = sealed.data() + chunk.sealed_offset;
    const Status status = open_chunk(key_, chunk.index, chunk.last, {opened, chunk.sealed_size});
    if (!status) {
      sodium_memzero(sealed.data(), sealed.size());
      return tl::unexpected(status.error());
    }
    std::memmove(sealed.data() + chunk.plain_offset, opened, chunk.plain_size);
  }
  return sealed.first(static_cast<size_t>(plan_.plain_size(n)));
}

}  // namespace mayfly::age
