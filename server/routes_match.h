// Finds the route of a request and checks all that can be checked without the rules.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "server/routes_table.h"

namespace mayfly {

struct Match {
  const Route* route;
  PathArguments path;
};

// The route, or the answer that refuses: path, method, query, ids, token, media type and length, in
// that order. The body is not needed, so that this can be asked before it is read.
std::variant<Match, Response> match_route(const RequestHead& head);

// The place in routes() of what serves this path below kApiPrefix by this method; nothing: none.
std::optional<size_t> find_route(const RequestLine& line);
// Like `PUT /drops/{drop}`.
std::string route_text(const Route& route);

}  // namespace mayfly
