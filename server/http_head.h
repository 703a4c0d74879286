// The strict reader of a request's header section (RFC 9112): one form of everything, or a refusal.
#pragma once

#include <tl/expected.hpp>

#include "server/problem.h"
#include "server/request.h"

namespace mayfly {

inline constexpr size_t kHeadSizeMax = 16 * 1024;  // bytes, blank line included
inline constexpr size_t kHeaderLinesMax = 64;

struct Head {
  Request request;
  bool keep_alive = true;
};

// `text` is the header section up to and including its blank line. Refuses what another reader
// could take for something else: bare CR or LF, folded lines, white space around names, a second
// Host or Content-Length, any Transfer-Encoding; and what we do not serve: Range, Expect, Upgrade.
tl::expected<Head, Code> parse_head(std::string_view text);

}  // namespace mayfly
