// The certificate of the settings, taken at the start and again at each reload.
#pragma once

#include "server/clock.h"
#include "server/config.h"
#include "server/http.h"
#include "server/log.h"

namespace mayfly {

// Gives the server the pair of files as it is now. Where it cannot be used, the server keeps what
// it has. Nothing to do without TLS.
Status take_certificate(const Config& config, const Clock& clock, HttpServer& server, Log& log);

}  // namespace mayfly
