// Arithmetic of parts and chunks.
#include "common/sizes.h"

#include <algorithm>
#include <cassert>

#include "common/limits.h"

namespace mayfly {
namespace {

// Fewer, and the parts under way at the beginning and the end leave workers and line idle; more,
// and what each part costs by itself shows (docs/protocol.md, section 3).
constexpr uint64_t kPartCountAimedAt = 32;

}  // namespace

Result<PartPlan> PartPlan::make(uint64_t size, uint64_t part_size) {
  if (part_size < kPartSizeMin || part_size > kPartSizeMax || part_size % kChunkSize != 0) {
    return fail(Fault::kBadInput, "part_size must be a multiple of 64 KiB from 1 MiB to 8 MiB");
  }
  if (size > kPayloadSizeMax) return fail(Fault::kTooLarge, "the payload is too large");
  const uint64_t parts = std::max<uint64_t>(1, (size + part_size - 1) / part_size);
  return PartPlan(size, part_size, static_cast<uint32_t>(parts));
}

uint64_t PartPlan::plain_size(uint32_t n) const {
  assert(n < part_count_);
  return std::min(part_size_, size_ - uint64_t{n} * part_size_);
}

uint64_t PartPlan::sealed_size(uint32_t n) const {
  const uint64_t plain = plain_size(n);
  const uint64_t chunks = std::max<uint64_t>(1, (plain + kChunkSize - 1) / kChunkSize);
  return plain + chunks * kTagSize;
}

uint64_t PartPlan::sealed_total() const {
  const uint64_t chunks = std::max<uint64_t>(1, (size_ + kChunkSize - 1) / kChunkSize);
  return size_ + chunks * kTagSize;
}

uint64_t default_part_size(uint64_t size) {
  uint64_t part_size = kPartSizeMin;
  while (part_size < kPartSizeMax && part_size * kPartCountAimedAt < size) part_size *= 2;
  return part_size;
}

}  // namespace mayfly
