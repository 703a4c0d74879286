// Size buckets that reveal O(log log n) bits of a size.
#include "client-wasm/archive/padme.h"

#include "client-wasm/archive/tar.h"

namespace mayfly {
namespace {

uint32_t floor_log2(uint64_t value) {
  uint32_t log = 0;
  while (value >>= 1) ++log;
  return log;
}

}  // namespace

uint64_t padme(uint64_t size) {
  if (size < 2) return size;
  const uint32_t exponent = floor_log2(size);
  const uint32_t kept_bits = floor_log2(exponent) + 1;
  if (exponent <= kept_bits) return size;
  const uint64_t mask = (uint64_t{1} << (exponent - kept_bits)) - 1;
  return (size + mask) & ~mask;
}

uint64_t padded_archive_size(uint64_t size) { return tar_padded(padme(size)); }

}  // namespace mayfly
