// Values that are files by themselves: handed out open, refused where a byte is not as it was
// written.
#include "server/store_files.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/support/results.h"
#include "tests/support/scratch_folder.h"

namespace mayfly {
namespace {

const Bytes kKey = {0x3f, 0x2a, 7};
// Not a multiple of what is read at a time.
constexpr size_t kSize = 300'001;

Bytes value() {
  Bytes bytes(kSize);
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(i * i >> 3);
  return bytes;
}

struct World {
  World() {
    auto staged = table->stage(kKey, value());
    REQUIRE(staged.has_value());
    REQUIRE((*staged)->place().has_value());
  }
  Fault fault_of_both() const {
    const auto bytes = table->get(kKey);
    const auto file = table->open_value(kKey);
    REQUIRE_FALSE(bytes.has_value());
    REQUIRE_FALSE(file.has_value());
    CHECK(bytes.error().fault == file.error().fault);
    return file.error().fault;
  }

  ScratchFolder scratch;
  std::unique_ptr<FileTable> table = FileTable::open(scratch.path() + "/parts").value();
  const std::string path = scratch.path() + "/parts/3f2/3f2a07";
};

TEST_CASE("a value is handed out as an open file, which outlives it") {
  const World world;
  const auto file = world.table->open_value(kKey).value();
  REQUIRE(file.has_value());
  CHECK(file->size == kSize);
  REQUIRE(world.table->erase(kKey).has_value());
  Bytes read(kSize);
  CHECK(pread(file->descriptor.get(), read.data(), read.size(), 0) == ssize_t{kSize});
  CHECK(read == value());
  CHECK_FALSE(world.table->open_value(kKey).value().has_value());
}

TEST_CASE("a file that is not as it was written is not handed out") {
  const World world;
  SUBCASE("one bit, anywhere") {
    for (const size_t at : {size_t{0}, kSize / 2, kSize - 1, kSize, kSize + 7}) {
      const auto flip = [&] {
        std::fstream file(world.path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekg(static_cast<std::streamoff>(at));
        const int byte = file.get();
        file.seekp(static_cast<std::streamoff>(at));
        file.put(static_cast<char>(byte ^ 0x10));
      };
      flip();
      CHECK(world.fault_of_both() == Fault::kCorrupt);
      flip();
      CHECK(world.table->get(kKey).value() == value());
    }
  }
  SUBCASE("cut short") {
    std::filesystem::resize_file(world.path, kSize);
    CHECK(world.fault_of_both() == Fault::kCorrupt);
    std::filesystem::resize_file(world.path, 7);
    CHECK(world.fault_of_both() == Fault::kCorrupt);
  }
  SUBCASE("another value's") {
    const Bytes other = {0x3f, 0x2a, 8};
    std::filesystem::copy_file(world.path, world.scratch.path() + "/parts/3f2/3f2a08");
    CHECK_FALSE(world.table->open_value(other).has_value());
  }
}

TEST_CASE("a folder whose files have the sums of an older version is refused") {
  const ScratchFolder scratch;
  std::filesystem::create_directories(scratch.path() + "/parts/new");
  const auto table = FileTable::open(scratch.path() + "/parts");
  REQUIRE_FALSE(table.has_value());
  CHECK(table.error().fault == Fault::kCorrupt);
}

}  // namespace
}  // namespace mayfly
