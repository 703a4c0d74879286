// One file open at a time.
#include "tools/mayfly/extractor.h"

#include <algorithm>

namespace mayfly {

Outcome<void> Extractor::accept(const std::vector<ManifestFile>& files, uint64_t offset,
                                ByteView plain) {
  const uint64_t end = offset + plain.size();
  while (saved_.size() < files.size()) {
    const ManifestFile& file = files[saved_.size()];
    if (file.offset >= end) return {};
    if (!current_) {
      MAYFLY_LET(created, TargetFile::create(folder_, random_));
      current_.emplace(std::move(created));
    }
    const uint64_t from = std::max(offset, file.offset);
    const uint64_t to = std::min(end, file.offset + file.size);
    if (from < to) {
      MAYFLY_TRY(current_->append(
          plain.subspan(static_cast<size_t>(from - offset), static_cast<size_t>(to - from))));
    }
    if (file.offset + file.size > end) return {};
    MAYFLY_LET(name, current_->keep(file.name));
    saved_.push_back(std::move(name));
    current_.reset();
  }
  return {};
}

}  // namespace mayfly
