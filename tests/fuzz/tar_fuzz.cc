// An authentic part 0 with any bytes in it: read as an archive, it is either refused or exactly
// what its manifest says.
#include "client-wasm/archive/tar.h"

#include "client-wasm/archive/layout.h"
#include "common/limits.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const mayfly::Bytes input = mayfly::fuzz::exact(data, size);
  const mayfly::ByteView part = input;
  const auto header_size = std::min<size_t>(size, mayfly::kTarBlockSize);
  const auto stated = mayfly::read_tar_header(part.first(header_size), mayfly::kManifestName);
  if (stated) {
    const mayfly::Bytes header = mayfly::tar_header(mayfly::kManifestName, *stated);
    FUZZ_CHECK(std::equal(header.begin(), header.end(), input.begin()));
  }
  // Past the header, so that the fuzzer need not find a checksum first: the rest is the manifest.
  const auto layout = mayfly::Layout::read(part.subspan(header_size), mayfly::kPartSizeMin);
  if (!layout) return 0;
  FUZZ_CHECK(layout->size() == mayfly::kPartSizeMin);
  for (size_t i = 0; i <= layout->manifest().files.size(); ++i)
    FUZZ_CHECK(layout->gap(i).size() >= 512);
  static_cast<void>(layout->check(0, part));
  return 0;
}
