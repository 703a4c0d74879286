// Plans a drop's plaintext, and checks one against its manifest.
#include "client-wasm/archive/layout.h"

#include <algorithm>

#include "client-wasm/archive/padme.h"
#include "client-wasm/archive/tar.h"
#include "common/limits.h"

namespace mayfly {
namespace {

struct Placed {
  uint64_t end;   // of the archive, zero blocks included
  bool as_stood;  // whether every offset was what it is now
};

// Sets every offset, for a manifest of `json_size` bytes. kTooLarge.
Result<Placed> place_files(std::vector<ManifestFile>& files, size_t json_size) {
  Placed placed{kTarBlockSize + tar_padded(json_size), true};
  for (ManifestFile& file : files) {
    if (file.size > kPayloadSizeMax) return fail(Fault::kTooLarge, "a file is too large");
    const uint64_t offset = placed.end + tar_header(file.name, file.size).size();
    placed.as_stood = placed.as_stood && file.offset == offset;
    file.offset = offset;
    placed.end = offset + tar_padded(file.size);
    if (placed.end > kPayloadSizeMax) {
      return fail(Fault::kTooLarge, "the files are too large together");
    }
  }
  placed.end += kTarEndSize;
  return placed;
}

// Whether `actual` is what lies at `offset` in the gap, behind which only zeros follow.
bool is_gap_slice(ByteView gap, uint64_t offset, ByteView actual) {
  const ByteView expected =
      gap.subspan(static_cast<size_t>(std::min<uint64_t>(offset, gap.size())));
  const size_t compared = std::min(expected.size(), actual.size());
  const ByteView zeros = actual.subspan(compared);
  return std::equal(actual.begin(), actual.begin() + static_cast<std::ptrdiff_t>(compared),
                    expected.begin()) &&
         std::all_of(zeros.begin(), zeros.end(), [](uint8_t byte) { return byte == 0; });
}

}  // namespace

Result<Layout> Layout::plan(Manifest manifest) {
  if (manifest.files.size() > kFileCountMax) return fail(Fault::kTooLarge, "too many files");
  sanitize_manifest(manifest);
  // Offsets stand in the manifest and depend on its size. More bytes only ever push them up, so
  // this ends.
  size_t assumed_size = 0;
  while (true) {
    MAYFLY_LET(placed, place_files(manifest.files, assumed_size));
    std::string json = format_manifest(manifest);
    if (json.size() > kManifestSizeMax) return fail(Fault::kTooLarge, "the manifest is too large");
    if (tar_padded(json.size()) == tar_padded(assumed_size)) {
      const uint64_t size = padded_archive_size(placed.end);
      if (size > kPayloadSizeMax) return fail(Fault::kTooLarge, "the files are too large together");
      return Layout(std::move(manifest), std::move(json), size);
    }
    assumed_size = json.size();
  }
}

Result<Layout> Layout::read(ByteView json, uint64_t plaintext_size) {
  MAYFLY_LET(manifest, parse_manifest(json));
  const auto placed = place_files(manifest.files, json.size());
  if (!placed || !placed->as_stood) {
    return fail(Fault::kBadManifest, "a manifest with files where they cannot lie");
  }
  if (plaintext_size < placed->end || plaintext_size % kTarBlockSize != 0) {
    return fail(Fault::kBadManifest, "a manifest with files past the end");
  }
  return Layout(std::move(manifest), std::string(as_chars(json)), plaintext_size);
}

uint64_t Layout::gap_offset(size_t i) const {
  if (i == 0) return 0;
  return manifest_.files[i - 1].offset + manifest_.files[i - 1].size;
}

Bytes Layout::gap(size_t i) const {
  Bytes bytes;
  if (i == 0) {
    bytes = tar_header(kManifestName, json_.size());
    append(bytes, as_bytes(json_));
  }
  const uint64_t begin = gap_offset(i) + bytes.size();
  bytes.resize(bytes.size() + static_cast<size_t>(tar_padded(begin) - begin));
  if (i < manifest_.files.size()) {
    append(bytes, tar_header(manifest_.files[i].name, manifest_.files[i].size));
  } else {
    bytes.resize(bytes.size() + kTarEndSize);
  }
  return bytes;
}

uint64_t Layout::gap_end(size_t i) const {
  return i < manifest_.files.size() ? manifest_.files[i].offset : size_;
}

uint64_t Layout::trailing_zeros() const {
  const size_t last = manifest_.files.size();
  return size_ - gap_offset(last) - gap(last).size();
}

Status Layout::check(uint64_t offset, ByteView plain) const {
  const auto bad = [] {
    return fail(Fault::kBadArchive, "the archive is not as its manifest says");
  };
  if (offset > size_ || plain.size() > size_ - offset) return bad();
  for (size_t i = 0; i <= manifest_.files.size(); ++i) {
    const uint64_t begin = std::max(offset, gap_offset(i));
    const uint64_t end = std::min(offset + plain.size(), gap_end(i));
    if (begin >= end) continue;
    const ByteView actual =
        plain.subspan(static_cast<size_t>(begin - offset), static_cast<size_t>(end - begin));
    if (!is_gap_slice(gap(i), begin - gap_offset(i), actual)) return bad();
  }
  return {};
}

}  // namespace mayfly
