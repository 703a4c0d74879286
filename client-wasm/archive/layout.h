// Where everything lies in a drop's plaintext: one manifest fixes every byte but the files' own.
//
//   mayfly.json header | manifest | gap 0 | file 0 | gap 1 | file 1 | … | gap n | zeros
//
// A gap is the padding of what lies before it and the tar header of the file behind it; the last
// one is padding and the two zero blocks. The zeros fill the Padmé bucket.
#pragma once

#include <string>

#include "client-wasm/archive/manifest.h"
#include "common/bytes.h"
#include "common/result.h"

namespace mayfly {

class Layout {
 public:
  // Sanitises the manifest, gives every file its offset, and writes the JSON. kTooLarge past the
  // limits.
  static Result<Layout> plan(Manifest manifest);
  // For a manifest that was received. kBadManifest when its offsets are not where its files must
  // lie in `plaintext_size` bytes.
  static Result<Layout> read(ByteView json, uint64_t plaintext_size);

  // With the names as they stand in the archive.
  const Manifest& manifest() const { return manifest_; }
  const std::string& manifest_json() const { return json_; }
  // Of the whole plaintext, in bytes.
  uint64_t size() const { return size_; }

  // What lies in front of file i, or behind the last one for i = files.size(), without the zeros at
  // the end. Gap 0 begins at byte 0 and holds the manifest.
  Bytes gap(size_t i) const;

  // How many zero bytes follow the last gap.
  uint64_t trailing_zeros() const;

  // Whether `plain`, which begins at byte `offset` of the plaintext, is as the manifest says
  // wherever it is not a file's content: kBadArchive.
  Status check(uint64_t offset, ByteView plain) const;

 private:
  Layout(Manifest manifest, std::string json, uint64_t size)
      : manifest_(std::move(manifest)), json_(std::move(json)), size_(size) {}

  uint64_t gap_offset(size_t i) const;
  uint64_t gap_end(size_t i) const;

  Manifest manifest_;
  std::string json_;
  uint64_t size_;
};

}  // namespace mayfly
