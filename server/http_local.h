// Asks the server that runs on this machine, over the socket in its data folder.
#pragma once

#include <string>
#include <string_view>

#include "common/result.h"
#include "server/request.h"

namespace mayfly {

// The socket's name in the data folder.
inline constexpr std::string_view kAdminSocketName = "mayflyd.sock";

struct LocalQuestion {
  Method method;
  std::string_view path;
  std::string json;  // empty: no body
};

struct LocalAnswer {
  int status;
  std::string body;
};

// kNotFound where no server runs on the folder, kForbidden where the caller may not ask it,
// kNetwork where the answer did not come whole.
Result<LocalAnswer> ask_locally(const std::string& data_folder, const LocalQuestion& question);

}  // namespace mayfly
