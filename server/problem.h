// Refusals as RFC 9457 problem documents: the codes of protocol.md section 4, once.
#pragma once

#include <string>

#include "server/refusal.h"
#include "server/request.h"

namespace mayfly {

// The stable `code`, as in "drop-gone".
std::string_view code_text(Code code);

// The `state` of a drop or grant, and the `reason` of an end.
std::string_view state_text(State state);

Response problem_response(const Refusal& refusal);
Response problem_response(Code code);
// kMethodNotAllowed; `allow` as RFC 9110 section 10.2.1 writes it: "GET, HEAD".
Response method_problem(std::string allow);
// kBusy, with seconds to wait.
Response busy_problem(int64_t retry_after_seconds);

}  // namespace mayfly
