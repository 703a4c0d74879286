// Writing, reading and unlinking one file for each value.
#include "server/store_files.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>

namespace mayfly {
namespace {

constexpr size_t kShardDigits = 3;
constexpr unsigned kShards = 1U << (4 * kShardDigits);
constexpr size_t kSumSize = crypto_shorthash_BYTES;

class File {
 public:
  File(const std::string& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  bool is_open() const { return fd_ >= 0; }
  int get() const { return fd_; }

 private:
  const int fd_;
};

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

ByteArray<kSumSize> sum_of(ByteView key, ByteView value) {
  ByteArray<crypto_shorthash_KEYBYTES> sum_key;
  crypto_generichash(sum_key.data(), sum_key.size(), key.data(), key.size(), nullptr, 0);
  ByteArray<kSumSize> sum;
  crypto_shorthash(sum.data(), value.data(), value.size(), sum_key.data());
  return sum;
}

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
  const File folder(path, O_RDONLY | O_DIRECTORY);
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

  Status write(ByteView value, const ByteArray<kSumSize>& sum) const {
    const File file(at_, O_WRONLY | O_CREAT | O_TRUNC);
    const bool written = file.is_open() && write_all(file.get(), value) &&
                         write_all(file.get(), sum) && fdatasync(file.get()) == 0;
    if (!written) return failed();
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
  const std::string unplaced = folder + "/new";
  std::error_code broken;
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
  const File file(path_of(folder_, key), O_RDONLY);
  if (!file.is_open() && errno == ENOENT) return std::nullopt;
  struct stat status {};
  if (!file.is_open() || fstat(file.get(), &status) != 0) return failed();
  const auto size = static_cast<size_t>(status.st_size);
  ByteArray<kSumSize> sum{};
  if (size < kSumSize) return fail(Fault::kCorrupt, "a file is cut short");
  Bytes bytes(size - kSumSize);
  if (!read_all(file.get(), bytes) || !read_all(file.get(), sum)) return failed();
  if (sum != sum_of(key, bytes)) return fail(Fault::kCorrupt, "a file is damaged");
  return bytes;
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
  auto staged = std::make_unique<StagedFile>(folder_ + "/new/" + std::to_string(staged_++),
                                             path_of(folder_, key));
  MAYFLY_TRY(staged->write(value, sum_of(key, value)));
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
