// Finds the route of a request and checks all that can be checked without the rules.
#pragma once

#include <variant>

#include "server/routes_table.h"

namespace mayfly {

struct Match {
  const Route* route;
  PathArguments path;
};

// The route, or the answer that refuses: path, method, ids, token, media type and length, in that
// order. The body is not looked at, so that this can be asked before it is read.
std::variant<Match, Response> match_route(const Request& request);

}  // namespace mayfly
