// ChaCha20-Poly1305 (RFC 8439, section 2.8): the one authenticated cipher under all that the core
// seals.
#pragma once

#include "common/bytes.h"

namespace mayfly::aead {

inline constexpr size_t kKeySize = 32;
inline constexpr size_t kNonceSize = 12;
inline constexpr size_t kTagSize = 16;

using Key = std::span<const uint8_t, kKeySize>;
using Nonce = ByteArray<kNonceSize>;
using Tag = std::span<uint8_t, kTagSize>;
using TagView = std::span<const uint8_t, kTagSize>;

// Which code answers is chosen when a program is linked: libsodium's (mayfly_aead_sodium) or the
// core's own (mayfly_aead_simd). docs/core.md says when which.

// Seals `data`, 256 GiB at the most since blocks are counted in 32 bits, in place; `tag` may lie
// right behind it.
void seal(Key key, const Nonce& nonce, ByteView associated, MutableBytes data, Tag tag);

// Opens `data` in place. False when the tag is another; then `data` is zeros, and nothing of what
// it might have been is released.
[[nodiscard]] bool open(Key key, const Nonce& nonce, ByteView associated, MutableBytes data,
                        TagView tag);

}  // namespace mayfly::aead
