// HKDF-SHA-256 (RFC 5869), as age uses it.
#pragma once

#include <string_view>

#include "common/bytes.h"

namespace mayfly::age {

// Fills `out` (at most 255 * 32 bytes) with HKDF-SHA-256(ikm, salt, info).
void hkdf_sha256(MutableBytes out, ByteView ikm, ByteView salt, std::string_view info);

}  // namespace mayfly::age
