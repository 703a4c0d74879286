// Copies what overlaps, piece by piece.
#include "tools/mayfly/plaintext.h"

#include <algorithm>

namespace mayfly {
namespace {

// A run of the plaintext that is wanted.
struct Window {
  uint64_t offset;
  MutableBytes out;

  // The piece of [begin, begin + size) inside the window; `skip` is how much of it lies before.
  MutableBytes overlap(uint64_t begin, uint64_t size, uint64_t& skip) const {
    const uint64_t from = std::max(begin, offset);
    const uint64_t to = std::min(begin + size, offset + out.size());
    if (from >= to) return {};
    skip = from - begin;
    return out.subspan(static_cast<size_t>(from - offset), static_cast<size_t>(to - from));
  }
};

}  // namespace

Outcome<void> read_plaintext(const Layout& layout, const std::vector<SourceFile>& sources,
                             uint64_t offset, MutableBytes out) {
  std::fill(out.begin(), out.end(), uint8_t{0});
  const Window window{offset, out};
  const std::vector<ManifestFile>& files = layout.manifest().files;
  uint64_t skip = 0;
  for (size_t i = 0; i < files.size(); ++i) {
    const uint64_t gap_begin = i == 0 ? 0 : files[i - 1].offset + files[i - 1].size;
    const MutableBytes in_gap = window.overlap(gap_begin, files[i].offset - gap_begin, skip);
    if (!in_gap.empty()) {
      const Bytes gap = layout.gap(i);
      std::copy_n(gap.begin() + static_cast<std::ptrdiff_t>(skip), in_gap.size(), in_gap.begin());
    }
    const MutableBytes in_file = window.overlap(files[i].offset, files[i].size, skip);
    if (!in_file.empty()) MAYFLY_TRY(sources[i].read(skip, in_file));
  }
  return {};
}

}  // namespace mayfly
