// Layouts: what is planned passes its own check, and no byte outside the files can differ.
#include "client-wasm/archive/layout.h"

#include "client-wasm/archive/tar.h"
#include "common/limits.h"
#include "tests/support/fixed_random.h"
#include "tests/support/results.h"

namespace mayfly {
namespace {

Layout plan(std::vector<ManifestFile> files) {
  Manifest manifest;
  manifest.files = std::move(files);
  auto layout = Layout::plan(std::move(manifest));
  REQUIRE(layout);
  return std::move(*layout);
}

Bytes plaintext(const Layout& layout) {
  Bytes plain;
  for (size_t i = 0; i <= layout.manifest().files.size(); ++i) {
    append(plain, layout.gap(i));
    if (i == layout.manifest().files.size()) break;
    REQUIRE(plain.size() == layout.manifest().files[i].offset);
    append(plain, test::patterned(layout.manifest().files[i].size));
  }
  plain.resize(plain.size() + layout.trailing_zeros());
  REQUIRE(plain.size() == layout.size());
  return plain;
}

const std::vector<ManifestFile> kFiles = {
    {"a.jpg", "", 700}, {"\u00fc.txt", "", 0}, {std::string(120, 'x'), "", 512}, {"b", "", 1}};

TEST_CASE("a plan is read back from its own manifest") {
  for (const auto& files : {std::vector<ManifestFile>{}, {{"a", "", 0}}, kFiles}) {
    const Layout layout = plan(files);
    const auto read = Layout::read(as_bytes(layout.manifest_json()), layout.size());
    REQUIRE(read);
    CHECK(read->size() == layout.size());
    for (size_t i = 0; i <= files.size(); ++i) CHECK(read->gap(i) == layout.gap(i));
    CHECK(layout.size() % kTarBlockSize == 0);
  }
}

TEST_CASE("the manifest's own size is found even where more digits push it over a block") {
  for (size_t name_size = 1; name_size <= 255; ++name_size) {
    const Layout layout =
        plan({{std::string(name_size, 'n'), "", 100}, {"z", "", 99999}, {"y", "", 1}});
    CHECK(Layout::read(as_bytes(layout.manifest_json()), layout.size()));
  }
}

TEST_CASE("any change outside the files is noticed, however the plaintext is cut") {
  const Layout layout = plan(kFiles);
  const Bytes plain = plaintext(layout);
  CHECK(layout.check(0, plain));
  const auto in_file = [&](size_t at) {
    for (const ManifestFile& file : layout.manifest().files) {
      if (at >= file.offset && at < file.offset + file.size) return true;
    }
    return false;
  };
  for (size_t at = 0; at < plain.size(); ++at) {
    Bytes bent = plain;
    bent[at] ^= 0x20;
    const size_t cut = at / 512 * 512;
    CAPTURE(at);
    CHECK(layout.check(0, bent).has_value() == in_file(at));
    CHECK(layout.check(cut, ByteView(bent).subspan(cut, 512)).has_value() == in_file(at));
    CHECK(layout.check(at, ByteView(bent).subspan(at, 1)).has_value() == in_file(at));
  }
  CHECK_FAULT(layout.check(512, plain), kBadArchive);
  CHECK_FAULT(layout.check(plain.size() + 1, {}), kBadArchive);
  CHECK_FAULT(layout.check(UINT64_MAX, ByteView(plain).first(512)), kBadArchive);
}

TEST_CASE("a manifest that lies about offsets or sizes is refused") {
  const Layout layout = plan(kFiles);
  const uint64_t size = layout.size();
  const auto refused = [&](auto change) {
    Manifest manifest = layout.manifest();
    change(manifest.files);
    const auto read = Layout::read(as_bytes(format_manifest(manifest)), size);
    CHECK_FAULT(read, kBadManifest);
  };
  for (size_t i = 0; i < kFiles.size(); ++i) {
    refused([&](auto& files) { files[i].offset += 512; });
    refused([&](auto& files) { files[i].offset -= 512; });
    refused([&](auto& files) { files[i].offset += 1; });
    refused([&](auto& files) { files[i].offset = 0; });
    refused([&](auto& files) { files[i].offset = kPayloadSizeMax; });
    refused([&](auto& files) { files[i].size += 512 * 100; });
    refused([&](auto& files) { files[i].size = kPayloadSizeMax; });
    if (i > 0) refused([&](auto& files) { std::swap(files[i], files[i - 1]); });
  }
  const auto json = as_bytes(layout.manifest_json());
  CHECK_FAULT(Layout::read(json, size + 1), kBadManifest);
  CHECK_FAULT(Layout::read(json, 1024), kBadManifest);
  CHECK(Layout::read(json, size + 512));  // more padding than ours is no lie
}

TEST_CASE("plans past the limits are refused") {
  Manifest many;
  many.files.resize(kFileCountMax + 1);
  CHECK_FAULT(Layout::plan(many), kTooLarge);
  Manifest large;
  large.files = {{"a", "", kPayloadSizeMax}};
  CHECK_FAULT(Layout::plan(large), kTooLarge);
  large.files = {{"a", "", UINT64_MAX}};
  CHECK_FAULT(Layout::plan(large), kTooLarge);
  large.files = {{"a", "", kPayloadSizeMax / 2}, {"b", "", kPayloadSizeMax / 2}};
  CHECK_FAULT(Layout::plan(large), kTooLarge);
  Manifest wordy;
  wordy.note = std::string(kManifestSizeMax, 'x');
  CHECK_FAULT(Layout::plan(wordy), kTooLarge);
}

TEST_CASE("a thousand files of one name") {
  std::vector<ManifestFile> files(kFileCountMax, ManifestFile{"photo.jpg", "image/jpeg", 3});
  const Layout layout = plan(files);
  CHECK(layout.manifest().files.back().name == "photo (1000).jpg");
  CHECK(layout.check(0, plaintext(layout)));
}

TEST_CASE("one block of tar header reads back its size, and no bit of it can change") {
  for (const uint64_t size : {uint64_t{0}, uint64_t{511}, (uint64_t{1} << 33) - 1}) {
    const Bytes block = tar_header("mayfly.json", size);
    REQUIRE(block.size() == kTarBlockSize);
    CHECK(read_tar_header(block, "mayfly.json") == size);
    CHECK_FAULT(read_tar_header(block, "mayfly.jsom"), kBadArchive);
    for (size_t bit = 0; bit < block.size() * 8; ++bit) {
      Bytes bent = block;
      bent[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
      CHECK_FAULT(read_tar_header(bent, "mayfly.json"), kBadArchive);
    }
    CHECK_FAULT(read_tar_header(ByteView(block).first(511), "mayfly.json"), kBadArchive);
  }
}

}  // namespace
}  // namespace mayfly
