// Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with
// PURBs", 2019).
#pragma once

#include <cstdint>

namespace mayfly {

// The size bucket of `size` bytes, at most 12 % above it. `size` must be at most 2^62.
uint64_t padme(uint64_t size);

// The size of an archive that needs `size` bytes: its Padmé bucket, rounded up to whole tar blocks.
uint64_t padded_archive_size(uint64_t size);

}  // namespace mayfly
