// A number in a file of its own, replaced as a whole.
#include "server/rocks_store_opened.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <fstream>

namespace mayfly {
namespace {

constexpr const char* kName = "/mayflyd.opened";

tl::unexpected<Error> failed() {
  if (errno == ENOSPC || errno == EDQUOT) return fail(Fault::kFull, "the disk is full");
  return fail(Fault::kStorage, "a file of the data folder could not be written");
}

bool write_synced(const std::string& path, const std::string& text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return false;
  const bool written =
      ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(file) == 0;
  ::close(file);
  return written;
}

bool sync_folder(const std::string& path) {
  const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return false;
  const bool synced = ::fsync(folder) == 0;
  ::close(folder);
  return synced;
}

}  // namespace

Result<uint64_t> read_opened(const std::string& folder) {
  std::ifstream file(folder + kName);
  std::string text;
  if (!file || !(file >> text)) return 0;
  uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end) {
    return fail(Fault::kCorrupt, "the file mayflyd.opened is damaged");
  }
  return number;
}

Status write_opened(const std::string& folder, uint64_t number) {
  const std::string path = folder + kName;
  const std::string next = path + ".new";
  const bool written = write_synced(next, std::to_string(number) + '\n') &&
                       rename(next.c_str(), path.c_str()) == 0 && sync_folder(folder);
  if (!written) return failed();
  return {};
}

}  // namespace mayfly
