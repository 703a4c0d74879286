// Sockets in the file system, for those who may enter the folder that they are in.
#pragma once

#include <string>

#include "server/http_socket.h"

namespace mayfly {

// The path of a socket in a folder, as bind() and connect() take it: they have room for 107 bytes
// (unix(7)), so that a longer one goes through a descriptor of the folder. Valid while this lives.
class UnixPath {
 public:
  // kNotFound where there is no such folder, kForbidden where it must not be entered.
  static Result<UnixPath> in(const std::string& folder, std::string_view name);
  const std::string& text() const { return text_; }

 private:
  UnixPath(std::string text, Descriptor folder)
      : text_(std::move(text)), folder_(std::move(folder)) {}

  std::string text_;
  Descriptor folder_;
};

// For the owner only (0600). What is there under this name is replaced: the caller holds the
// folder, so that it can only be what a server that was killed has left. kStorage.
Result<Listener> listen_on_unix(const UnixPath& path);

}  // namespace mayfly
