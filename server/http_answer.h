// The header section of an answer.
#pragma once

#include <ctime>
#include <string>

#include "server/request.h"

namespace mayfly {

// Status line, the response's headers, Content-Length, Date, Connection where it closes, blank
// line.
std::string answer_head(const Response& response, bool keep_alive, std::time_t now);

// Whether an answer of this status can have content at all (RFC 9110 section 6.4.1).
constexpr bool has_content(int status) { return status != 204 && status != 304; }

}  // namespace mayfly
