// The data folder: made where it is missing, and held by one server at a time.
#pragma once

#include <string>

#include "common/result.h"
#include "server/http_socket.h"

namespace mayfly {

// The folder is for its owner only (0700). Whoever holds the descriptor holds the folder; the lock
// goes with the process. kForbidden, kConflict where another server holds it or other files are in
// it, kStorage.
Result<Descriptor> hold_folder(const std::string& folder);

}  // namespace mayfly
