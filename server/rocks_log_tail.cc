// RocksDB's log format: blocks of 32 KiB, in which records stand one after another; each is a
// masked CRC-32C of all that follows the length, a length (both little-endian), a type, and its
// bytes.
#include "server/rocks_log_tail.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "common/bytes.h"

namespace mayfly {
namespace {

constexpr size_t kBlockSize = 32 * 1024;
constexpr size_t kHeaderSize = 7;
constexpr size_t kTypeAt = 6;

constexpr std::array<uint32_t, 256> make_table() {
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < table.size(); ++i) {
    uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82f63b78 : 0);
    table[i] = crc;
  }
  return table;
}
constexpr auto kTable = make_table();

uint32_t unmasked(uint32_t crc) {
  const uint32_t rotated = crc - 0xa282ead8;
  return (rotated >> 17) | (rotated << 15);
}

// Whether the record at the beginning is whole at some length.
bool is_whole(ByteView record) {
  const uint32_t masked = record[0] | record[1] << 8 | record[2] << 16 | uint32_t{record[3]} << 24;
  const uint32_t expected = ~unmasked(masked);
  uint32_t crc = ~uint32_t{0};
  for (const uint8_t byte : record.subspan(kTypeAt)) {
    crc = (crc >> 8) ^ kTable[(crc ^ byte) & 0xff];
    if (crc == expected) return true;
  }
  return false;
}

Result<Bytes> last_block(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const auto size = static_cast<std::streamoff>(file.tellg());
  file.seekg(size - size % static_cast<std::streamoff>(kBlockSize));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) return fail(Fault::kStorage, "a file of the data folder cannot be read");
  const ByteView bytes = as_bytes(text);
  return Bytes(bytes.begin(), bytes.end());
}

bool is_damaged(ByteView block) {
  while (block.size() >= kHeaderSize) {
    const size_t size = kHeaderSize + (block[4] | size_t{block[5]} << 8);
    if (size > block.size()) return is_whole(block);
    block = block.subspan(size);
  }
  return false;
}

}  // namespace

Status check_log_tails(const std::string& folder) {
  std::error_code failed;
  for (std::filesystem::directory_iterator at(folder, failed), end; !failed && at != end;
       at.increment(failed)) {
    const std::string name = at->path().filename().string();
    if (at->path().extension() != ".log" && name.find("MANIFEST-") != 0) continue;
    MAYFLY_LET(block, last_block(at->path()));
    if (is_damaged(block)) return fail(Fault::kCorrupt, "a log is damaged at its end");
  }
  if (failed) return fail(Fault::kStorage, "the data folder cannot be read");
  return {};
}

}  // namespace mayfly
