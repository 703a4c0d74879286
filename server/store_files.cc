// Writing, reading and unlinking one file for each value.
#include "server/store_files.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

// All of it in this file, so that the compiler fits it to the loops here.
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <filesystem>

namespace mayfly {
namespace {

constexpr size_t kShardDigits = 3;
constexpr unsigned kShards = 1U << (4 * kShardDigits);
constexpr size_t kSumSize = sizeof(XXH64_hash_t);

// What is read and summed at a time: it stays in the processor's cache in between.
constexpr size_t kPieceSize = 128 * 1024;
// What the disk is given to begin with while more is written; a multiple of it.
constexpr size_t kBegunSize = 8 * kPieceSize;

constexpr const char* kUnplaced = "/staged";
// Of the whole process: a table that is opened anew must not use a name that one before it gave out
// for a file that is still to be placed.
std::atomic<uint64_t> next_staged = 0;
// Where they were while sums were of another kind.
constexpr const char* kFormerUnplaced = "/new";

Descriptor open_file(const std::string& path, int flags) {
  return Descriptor(::open(path.c_str(), flags | O_CLOEXEC, 0600));
}

tl::unexpected<Error> failed() {
  if (errno == ENOSPC || errno == EDQUOT) return fail(Fault::kFull, "the disk is full");
  return fail(Fault::kStorage, "a file could not be written or read");
}

std::string hex(ByteView bytes) {
  std::string text(2 * bytes.size() + 1, 0);
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  text.pop_back();
  return text;
}

std::optional<Bytes> from_hex(std::string_view text) {
  Bytes bytes(text.size() / 2);
  const bool good =
      text.size() % 2 == 0 && sodium_hex2bin(bytes.data(), bytes.size(), text.data(), text.size(),
                                             nullptr, nullptr, nullptr) == 0;
  if (!good) return std::nullopt;
  return bytes;
}

std::string shard_name(unsigned shard) {
  char name[kShardDigits + 1];
  std::snprintf(name, sizeof name, "%03x", shard);
  return name;
}

std::string path_of(const std::string& folder, ByteView key) {
  const std::string name = hex(key);
  return folder + '/' + name.substr(0, kShardDigits) + '/' + name;
}

// The sum of a value, taken piece by piece. XXH3 tells damage at the speed of memory; it stands
// against no attacker, who would have the folder's keys, the files' names, just as well.
class Sum {
 public:
  explicit Sum(ByteView key) {
    ByteArray<crypto_generichash_BYTES> hash;
    crypto_generichash(hash.data(), hash.size(), key.data(), key.size(), nullptr, 0);
    XXH3_64bits_reset_withSeed(&state_, load_big_endian<uint64_t>(std::span(hash).first<8>()));
  }
  void add(ByteView bytes) { XXH3_64bits_update(&state_, bytes.data(), bytes.size()); }
  ByteArray<kSumSize> value() const {
    ByteArray<kSumSize> sum;
    store_big_endian(uint64_t{XXH3_64bits_digest(&state_)}, sum);
    return sum;
  }

 private:
  XXH3_state_t state_;
};

bool write_all(int fd, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes = bytes.subspan(static_cast<size_t>(written));
  }
  return true;
}

// False also at an end that comes too early.
bool read_all(int fd, MutableBytes bytes) {
  while (!bytes.empty()) {
    const ssize_t got = ::read(fd, bytes.data(), bytes.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    bytes = bytes.subspan(static_cast<size_t>(got));
  }
  return true;
}

Status sync_folder(const std::string& path) {
  const Descriptor folder = open_file(path, O_RDONLY | O_DIRECTORY);
  if (!folder.is_open() && errno == ENOENT) return {};  // nothing was ever placed there
  if (!folder.is_open() || fsync(folder.get()) != 0) return failed();
  return {};
}

class StagedFile final : public Staged {
 public:
  StagedFile(std::string at, std::string to) : at_(std::move(at)), to_(std::move(to)) {}
  ~StagedFile() override {
    if (!placed_) unlink(at_.c_str());
  }
  StagedFile(const StagedFile&) = delete;
  StagedFile& operator=(const StagedFile&) = delete;

  Status write(ByteView key, ByteView value) const {
    const Descriptor file = open_file(at_, O_WRONLY | O_CREAT | O_EXCL);
    if (!file.is_open()) return failed();
    Sum sum(key);
    for (size_t at = 0; at < value.size(); at += kPieceSize) {
      const ByteView piece = value.subspan(at, std::min(value.size() - at, kPieceSize));
      sum.add(piece);
      if (!write_all(file.get(), piece)) return failed();
      // The disk begins with it now; what fails is told by the sync, which waits for all.
      const size_t end = at + kPieceSize;
      if (end % kBegunSize != 0) continue;
      sync_file_range(file.get(), static_cast<off_t>(end - kBegunSize), kBegunSize,
                      SYNC_FILE_RANGE_WRITE);
    }
    if (!write_all(file.get(), sum.value()) || fdatasync(file.get()) != 0) return failed();
    return {};
  }

  Status place() override {
    const std::string shard = to_.substr(0, to_.rfind('/'));
    placed_ = take_free_place();
    if (!placed_ && errno == ENOENT) {
      if (mkdir(shard.c_str(), 0700) != 0 && errno != EEXIST) return failed();
      placed_ = take_free_place();
    }
    if (placed_) return {};
    // EINVAL: a file system that does not know the flag.
    if (errno != EEXIST && errno != EINVAL) return failed();
    placed_ = rename(at_.c_str(), to_.c_str()) == 0;
    if (!placed_) return failed();
    return sync_folder(shard);  // or a power cut would bring the former value back
  }

 private:
  bool take_free_place() const {
    return renameat2(AT_FDCWD, at_.c_str(), AT_FDCWD, to_.c_str(), RENAME_NOREPLACE) == 0;
  }

  const std::string at_;
  const std::string to_;
  bool placed_ = false;
};

// The file of a value, not compared yet.
Result<std::optional<StoredFile>> find_file(const std::string& path) {
  Descriptor file = open_file(path, O_RDONLY);
  if (!file.is_open() && errno == ENOENT) return std::nullopt;
  struct stat status {};
  if (!file.is_open() || fstat(file.get(), &status) != 0) return failed();
  const auto size = static_cast<uint64_t>(status.st_size);
  if (size < kSumSize) return fail(Fault::kCorrupt, "a file is cut short");
  return StoredFile{std::move(file), size - kSumSize};
}

// Compares with the sum that stands behind what was read.
Status compare_next(const Sum& sum, const Descriptor& file) {
  ByteArray<kSumSize> written{};
  if (!read_all(file.get(), written)) return failed();
  if (sum.value() != written) return fail(Fault::kCorrupt, "a file is damaged");
  return {};
}

// The folders that keys of the range can be in: first and last.
std::pair<unsigned, unsigned> shards_of(const Range& range) {
  const auto shard_of = [](const Bytes& key) {
    Bytes start = key;
    start.resize(2);
    return unsigned{start[0]} << 4 | start[1] >> 4;
  };
  return {shard_of(range.from), range.until.empty() ? kShards - 1 : shard_of(range.until)};
}

bool is_within(const Bytes& key, const Range& range) {
  return key >= range.from && (range.until.empty() || key < range.until);
}

}  // namespace

Result<std::unique_ptr<FileTable>> FileTable::open(const std::string& folder) {
  const std::string unplaced = folder + kUnplaced;
  std::error_code broken;
  if (std::filesystem::exists(folder + kFormerUnplaced, broken)) {
    return fail(Fault::kCorrupt, "the data folder is of an older version, whose sums are others");
  }
  std::filesystem::create_directories(unplaced, broken);
  for (std::filesystem::directory_iterator at(unplaced, broken), end; !broken && at != end;
       at.increment(broken)) {
    if (unlink(at->path().c_str()) != 0) return failed();
  }
  if (broken) return fail(Fault::kStorage, "a folder for files cannot be made or read");
  MAYFLY_TRY(sync_folder(folder));
  return std::unique_ptr<FileTable>(new FileTable(folder));
}

Result<std::optional<Bytes>> FileTable::get(ByteView key) const {
  MAYFLY_LET(found, find_file(path_of(folder_, key)));
  if (!found) return std::nullopt;
  Bytes bytes(found->size);
  if (!read_all(found->descriptor.get(), bytes)) return failed();
  Sum sum(key);
  sum.add(bytes);
  MAYFLY_TRY(compare_next(sum, found->descriptor));
  return bytes;
}

Result<std::optional<StoredFile>> FileTable::open_value(ByteView key) const {
  MAYFLY_LET(found, find_file(path_of(folder_, key)));
  if (!found) return std::nullopt;
  std::array<uint8_t, kPieceSize> piece;  // not cleared: it is written before it is read
  Sum sum(key);
  for (uint64_t left = found->size; left > 0;) {
    const auto read = std::span(piece).first(std::min<uint64_t>(left, piece.size()));
    if (!read_all(found->descriptor.get(), read)) return failed();
    sum.add(read);
    left -= read.size();
  }
  MAYFLY_TRY(compare_next(sum, found->descriptor));
  return found;
}

Result<std::vector<Entry>> FileTable::scan(const Range& range, size_t limit) const {
  std::vector<Entry> found;
  const auto [first, last] = shards_of(range);
  for (unsigned shard = first; shard <= last && found.size() < limit; ++shard) {
    const size_t before = found.size();
    std::error_code broken;
    std::filesystem::directory_iterator at(folder_ + '/' + shard_name(shard), broken);
    if (broken == std::errc::no_such_file_or_directory) continue;
    for (const std::filesystem::directory_iterator end; !broken && at != end;
         at.increment(broken)) {
      auto key = from_hex(at->path().filename().native());
      if (!key) return fail(Fault::kCorrupt, "a file that was never written");
      if (is_within(*key, range)) found.push_back({*std::move(key), {}});
    }
    if (broken) return fail(Fault::kStorage, "a folder could not be read");
    std::sort(found.begin() + static_cast<ptrdiff_t>(before), found.end(),
              [](const Entry& a, const Entry& b) { return a.key < b.key; });
  }
  if (found.size() > limit) found.resize(limit);
  return found;
}

Result<std::unique_ptr<Staged>> FileTable::stage(ByteView key, ByteView value) {
  auto staged = std::make_unique<StagedFile>(
      folder_ + kUnplaced + '/' + std::to_string(next_staged++), path_of(folder_, key));
  MAYFLY_TRY(staged->write(key, value));
  return staged;
}

Status FileTable::settle(const Range& range) const {
  MAYFLY_TRY(sync_folder(folder_));  // where a new shard is named
  const auto [first, last] = shards_of(range);
  for (unsigned shard = first; shard <= last; ++shard) {
    MAYFLY_TRY(sync_folder(folder_ + '/' + shard_name(shard)));
  }
  return {};
}

Status FileTable::erase(ByteView key) const {
  if (unlink(path_of(folder_, key).c_str()) != 0 && errno != ENOENT) return failed();
  return {};
}

}  // namespace mayfly
