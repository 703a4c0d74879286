// The archive read piece by piece, and taken apart again piece by piece.
#include "tools/mayfly/plaintext.h"

#include <doctest/doctest.h>

#include "tests/tools/scratch_files.h"
#include "tools/mayfly/extractor.h"

namespace mayfly {
namespace {

struct Sample {
  ScratchFiles scratch;
  std::vector<SourceFile> sources;
  std::optional<Layout> layout;

  explicit Sample(const std::vector<size_t>& sizes) {
    Manifest manifest;
    for (size_t i = 0; i < sizes.size(); ++i) {
      const std::string name = "file" + std::to_string(i);
      scratch.write(name, content(i, sizes[i]));
      auto source = SourceFile::open(scratch.path(name));
      REQUIRE(source);
      ManifestFile file;
      file.name = source->name();
      file.size = source->size();
      manifest.files.push_back(file);
      sources.push_back(std::move(*source));
    }
    auto planned = Layout::plan(manifest);
    REQUIRE(planned);
    layout = std::move(*planned);
  }

  static std::string content(size_t i, size_t size) {
    std::string text(size, '\0');
    for (size_t k = 0; k < size; ++k)
      text[k] = static_cast<char>((k * 31 + k / 256 + i * 7) & 0xff);
    return text;
  }
  Bytes read(uint64_t offset, size_t size) const {
    Bytes out(size, 0xee);
    REQUIRE(read_plaintext(*layout, sources, offset, out));
    return out;
  }
};

TEST_CASE("any cut of the plaintext is the same text, and is as its layout says") {
  const Sample sample({0, 1, 511, 512, 513, 70'000, 0});
  const auto size = static_cast<size_t>(sample.layout->size());
  const Bytes whole = sample.read(0, size);
  CHECK(sample.layout->check(0, whole));
  for (size_t step : {size_t{1'000}, size_t{4'096}, size_t{65'536}}) {
    Bytes joined;
    for (size_t at = 0; at < size; at += step)
      append(joined, sample.read(at, std::min(step, size - at)));
    CHECK(joined == whole);
  }
}

TEST_CASE("what goes in comes out, however it is cut") {
  const std::vector<size_t> sizes = {0, 1, 511, 512, 513, 70'000, 0, 3};
  const Sample sample(sizes);
  const uint64_t size = sample.layout->size();
  for (size_t step : {size_t{512}, size_t{999}, size_t{65'536}, static_cast<size_t>(size)}) {
    const ScratchFiles target;
    const auto folder = TargetFolder::open(target.path());
    REQUIRE(folder);
    SystemRandom random;
    Extractor extractor(*folder, random);
    for (uint64_t at = 0; at < size; at += step) {
      const auto piece = sample.read(at, std::min<size_t>(step, static_cast<size_t>(size - at)));
      REQUIRE(extractor.accept(sample.layout->manifest().files, at, piece));
    }
    REQUIRE(extractor.saved().size() == sizes.size());
    for (size_t i = 0; i < sizes.size(); ++i) {
      CHECK(target.read(extractor.saved()[i]) == Sample::content(i, sizes[i]));
    }
    CHECK(target.names().size() == sizes.size());
  }
}

TEST_CASE("a file that was written to is noticed, also when its size is the same") {
  const ScratchFiles scratch;
  scratch.write("file", "12345");
  const auto source = SourceFile::open(scratch.path("file"));
  REQUIRE(source);
  CHECK(source->check_unchanged());
  const auto later =
      std::filesystem::last_write_time(scratch.path("file")) + std::chrono::seconds(1);
  scratch.write("file", "54321");
  std::filesystem::last_write_time(scratch.path("file"), later);
  CHECK(!source->check_unchanged());
}

TEST_CASE("a file cut short under the reader is refused, not padded") {
  const ScratchFiles scratch;
  scratch.write("file", std::string(1'000, 'x'));
  const auto source = SourceFile::open(scratch.path("file"));
  REQUIRE(source);
  std::filesystem::resize_file(scratch.path("file"), 10);
  Bytes out(1'000);
  const auto read = source->read(0, out);
  REQUIRE(!read);
  CHECK(read.error().text == "file: changed while it was being sent");
}

TEST_CASE("what is no regular file is refused") {
  const ScratchFiles scratch;
  CHECK(!SourceFile::open(scratch.path()));
  CHECK(!SourceFile::open("/dev/null"));
  CHECK(!SourceFile::open(scratch.path("missing")));
}

}  // namespace
}  // namespace mayfly
