// Takes the plaintext in order and puts each file into the folder as soon as it is complete.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client-wasm/archive/manifest.h"
#include "tools/mayfly/target_folder.h"

namespace mayfly {

class Extractor {
 public:
  // The folder and the generator outlive it.
  Extractor(const TargetFolder& folder, Random& random) : folder_(folder), random_(random) {}

  // The plaintext from byte `offset` on, which must be where the last call ended, already checked
  // against `files`.
  Outcome<void> accept(const std::vector<ManifestFile>& files, uint64_t offset, ByteView plain);

  // The names that the files got, in order.
  const std::vector<std::string>& saved() const { return saved_; }

 private:
  const TargetFolder& folder_;
  Random& random_;
  std::optional<TargetFile> current_;
  std::vector<std::string> saved_;
};

}  // namespace mayfly
