// What fuzz targets share.
#pragma once

#include <cstdlib>

#include "common/bytes.h"

// A property that every input must keep; in every build, with and without assertions.
#define FUZZ_CHECK(condition)       \
  do {                              \
    if (!(condition)) std::abort(); \
  } while (false)

namespace mayfly::fuzz {

// A copy without a byte to spare, so that the sanitizers see the first step beyond it.
inline Bytes exact(const uint8_t* data, size_t size) { return Bytes(data, data + size); }

}  // namespace mayfly::fuzz
