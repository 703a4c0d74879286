// Finds the route of a request and checks all that can be checked without the rules.
#pragma once

#include <variant>

#include "server/routes_table.h"

namespace mayfly {

struct Match {
  const Route* route;
  PathArguments path;
};

// The route by path and method alone, or the answer that refuses.
std::variant<const Route*, Response> find_route(const RequestLine& line);

// The route with its arguments, or the answer that refuses: path, method, ids, token, media type
// and length, in that order.
std::variant<Match, Response> match_route(const Request& request);

}  // namespace mayfly
