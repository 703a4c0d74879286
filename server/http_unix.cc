// Naming, binding and replacing sockets in the file system.
#include "server/http_unix.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>

namespace mayfly {
namespace {

constexpr int kBacklog = 16;

}  // namespace

Result<UnixPath> UnixPath::in(const std::string& folder, std::string_view name) {
  Descriptor descriptor(open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor.is_open()) return fail(Fault::kNotFound, "there is no such folder");
  if (faccessat(descriptor.get(), ".", X_OK, AT_EACCESS) != 0) {
    return fail(Fault::kForbidden, "the folder belongs to somebody else");
  }
  std::string text = folder + '/' + std::string(name);
  if (text.size() >= sizeof(sockaddr_un::sun_path)) {
    text = "/proc/self/fd/" + std::to_string(descriptor.get()) + '/' + std::string(name);
  }
  return UnixPath(std::move(text), std::move(descriptor));
}

Result<Listener> listen_on_unix(const UnixPath& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.text().size() >= sizeof address.sun_path) {
    return fail(Fault::kStorage, "the socket's name is too long");
  }
  path.text().copy(address.sun_path, sizeof address.sun_path - 1);
  Descriptor listener(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!listener.is_open()) return fail(Fault::kStorage, "the system gives no descriptors");
  if (unlink(address.sun_path) != 0 && errno != ENOENT) {
    return fail(Fault::kStorage, "something stands in the socket's place");
  }
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  if (bind(listener.get(), generic, sizeof address) != 0 ||
      chmod(address.sun_path, S_IRUSR | S_IWUSR) != 0 || listen(listener.get(), kBacklog) != 0) {
    return fail(Fault::kStorage, "the file system takes no sockets");
  }
  return Listener{std::move(listener), 0, {}};
}

}  // namespace mayfly
