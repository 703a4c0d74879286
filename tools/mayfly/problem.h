// What the server's refusals mean to a person (protocol.md section 4, the table of codes).
#pragma once

#include "tools/mayfly/http_client.h"

namespace mayfly {

// For any answer that is not 2xx. Nothing of the server's own text is repeated.
Failure failure_of(const HttpAnswer& answer);

// For a drop that has ended; `reason` as the protocol has it.
Failure gone_because(std::string_view reason);

// Is it worth trying the same request again?
bool is_passing(const HttpAnswer& answer);

}  // namespace mayfly
