// A log that a crash cut short is taken as it is; one whose end is damaged is refused.
#include <cstring>

#include "server/rocks_log_tail.h"
#include "server/rocks_store.h"
#include "tests/support/results.h"
#include "tests/support/rules_world.h"
#include "tests/support/scratch_folder.h"

#include <filesystem>
#include <fstream>
#include <iterator>

using namespace mayfly;

namespace {

constexpr size_t kHeaderSize = 7;

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
void write_file(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// The log with what three acknowledged drops have written.
std::filesystem::path write_log(const std::string& folder) {
  {
    const auto store = RocksStore::open(folder);
    REQUIRE(store.has_value());
    World world(**store);
    for (uint64_t drop = 1; drop <= 3; ++drop) {
      REQUIRE(world.drops.create(world.wanted_drop(drop)).has_value());
    }
  }
  std::filesystem::path log;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().extension() == ".log" && file.file_size() > 0) log = file.path();
  }
  REQUIRE(!log.empty());
  return log;
}

// Where the last record begins. The log is far smaller than one of RocksDB's blocks.
size_t last_record(const std::string& bytes) {
  size_t at = 0;
  for (size_t next = 0; next < bytes.size();) {
    at = next;
    next += kHeaderSize + static_cast<uint8_t>(bytes[at + 4]) +
            size_t{256} * static_cast<uint8_t>(bytes[at + 5]);
  }
  return at;
}

}  // namespace

TEST_CASE("a log's end, cut and damaged") {
  const ScratchFolder scratch;
  const auto log = write_log(scratch.path() + "/data");
  const std::string folder = log.parent_path().string();
  const std::string sound = read_file(log);
  const size_t last = last_record(sound);
  REQUIRE(sound.size() > last + kHeaderSize + 50);
  CHECK(check_log_tails(folder).has_value());
  for (size_t size = last; size < sound.size(); ++size) {
    CAPTURE(size);
    write_file(log, sound.substr(0, size));
    CHECK(check_log_tails(folder).has_value());
  }
  size_t refused_at_once = 0;
  for (size_t bit = 0; bit < 16; ++bit) {
    CAPTURE(bit);
    std::string damaged = sound;
    damaged[last + 4 + bit / 8] = static_cast<char>(damaged[last + 4 + bit / 8] ^ (1 << bit % 8));
    write_file(log, damaged);
    if (!check_log_tails(folder)) ++refused_at_once;
    CHECK_FAULT(RocksStore::open(folder), kCorrupt);
  }
  CHECK(refused_at_once > 8);
  write_file(log, sound);
  CHECK(RocksStore::open(folder).has_value());
}
