// The tar headers of a drop: POSIX ustar, pax records where a name or size needs them
// (POSIX.1-2017, pax). They are canonical: mode 0644 and everything else that could tell of a
// person or a time is zero or empty, so one name and size have exactly one header, and a receiver
// compares bytes instead of parsing.
#pragma once

#include <string_view>

#include "common/bytes.h"
#include "common/result.h"

namespace mayfly {

inline constexpr uint64_t kTarBlockSize = 512;
inline constexpr uint64_t kTarEndSize = 2 * kTarBlockSize;  // the two zero blocks

// `size` rounded up to whole blocks.
constexpr uint64_t tar_padded(uint64_t size) {
  return (size + kTarBlockSize - 1) / kTarBlockSize * kTarBlockSize;
}

// The header of a regular file: one block, or three and more with pax records.
Bytes tar_header(std::string_view name, uint64_t size);

// The size that a one-block header of the file `name` states. kBadArchive unless `block` is exactly
// what tar_header writes for that name and size.
Result<uint64_t> read_tar_header(ByteView block, std::string_view name);

}  // namespace mayfly
