// One table of limits that client and server agree on. Sizes in bytes, times in seconds.
#pragma once

#include <cstddef>
#include <cstdint>

#include "common/sizes.h"

namespace mayfly {

// age chunks are counted in 88 bits; 1 TiB is far below that and above any drop.
inline constexpr uint64_t kPayloadSizeMax = uint64_t{1} << 40;
inline constexpr size_t kHeaderSizeMax = 1024;  // age header and payload nonce of one grant
inline constexpr size_t kNoteSizeMax = 1024;    // the owner's sealed note
inline constexpr size_t kHintSizeMax = 512;     // the recipient's sealed hint
inline constexpr size_t kEventSizeMax = 1024;   // one sealed event
inline constexpr size_t kReportSize = 4096;     // an abuse report, padded
// age header with one X25519 stanza, payload nonce, one chunk.
inline constexpr size_t kSealedReportSize = 168 + 16 + kReportSize + kTagSize;
inline constexpr size_t kManifestSizeMax = 512 * 1024;
inline constexpr size_t kFileCountMax = 1000;
inline constexpr size_t kFileNameSizeMax = 255;
inline constexpr size_t kGrantsPerDropMax = 64;
inline constexpr uint32_t kMaxViewsMax = 1'000'000;
inline constexpr size_t kPasswordSizeMax = 1024;  // UTF-8 after NFKC
inline constexpr size_t kJsonBodySizeMax = 8 * 1024;

// Argon2id work factors: what a client offers, and the range it accepts.
inline constexpr uint32_t kArgonOpsDefault = 3;
inline constexpr uint32_t kArgonOpsMin = 2;
inline constexpr uint32_t kArgonOpsMax = 8;
inline constexpr uint64_t kArgonMemDefault = 64 * 1024 * 1024;
inline constexpr uint64_t kArgonMemMin = 32 * 1024 * 1024;
inline constexpr uint64_t kArgonMemMax = 1024 * 1024 * 1024;

static_assert(kPartSizeMin % kChunkSize == 0 && kPartSizeMax % kChunkSize == 0);
static_assert(kManifestSizeMax + 2 * 512 <= kPartSizeMin, "the manifest fits into part 0");
static_assert(kPayloadSizeMax / kPartSizeMin <= UINT32_MAX);

}  // namespace mayfly
