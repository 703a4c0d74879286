// How a payload is cut: age chunks inside parts (protocol.md section 3). All sizes in bytes.
#pragma once

#include <cstdint>

#include "common/result.h"

namespace mayfly {

inline constexpr uint64_t kChunkSize = 64 * 1024;  // plaintext of one age chunk
inline constexpr uint64_t kTagSize = 16;           // Poly1305 tag behind each chunk
inline constexpr uint64_t kSealedChunkSize = kChunkSize + kTagSize;
inline constexpr uint64_t kPartSizeMin = 1024 * 1024;
inline constexpr uint64_t kPartSizeMax = 8 * 1024 * 1024;

// A payload of `size` plaintext bytes in parts of `part_size` plaintext bytes.
class PartPlan {
 public:
  // kBadInput unless part_size is a multiple of kChunkSize from kPartSizeMin to kPartSizeMax;
  // kTooLarge where size is past kPayloadSizeMax.
  static Result<PartPlan> make(uint64_t size, uint64_t part_size);

  uint64_t size() const { return size_; }
  uint64_t part_size() const { return part_size_; }
  // At least one, also for an empty payload.
  uint32_t part_count() const { return part_count_; }
  // n must be below part_count().
  uint64_t plain_size(uint32_t n) const;
  uint64_t sealed_size(uint32_t n) const;
  uint64_t sealed_total() const;

 private:
  PartPlan(uint64_t size, uint64_t part_size, uint32_t part_count)
      : size_(size), part_size_(part_size), part_count_(part_count) {}

  uint64_t size_;
  uint64_t part_size_;
  uint32_t part_count_;
};

// The smallest power of two that makes at most 32 parts, from kPartSizeMin to kPartSizeMax.
uint64_t default_part_size(uint64_t size);

}  // namespace mayfly
