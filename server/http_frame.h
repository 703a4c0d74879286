// Where a request begins and ends on a connection (RFC 9112): one form of everything, or a refusal.
#pragma once

#include <tl/expected.hpp>

#include "server/problem.h"
#include "server/request.h"

namespace mayfly {

inline constexpr size_t kHeadSizeMax = 16 * 1024;  // bytes, blank line included
inline constexpr size_t kHeaderLinesMax = 64;

// What must be known of a request before its body is read.
struct Frame {
  RequestHead head;
  std::string forwarded_for;  // all lines of X-Forwarded-For, joined by commas
  bool keep_alive = true;
  bool expects_continue = false;  // the client holds its body back until it is asked for it
};

// `head` is the header section up to and including its blank line. Refuses what another reader
// could take for something else: bare CR or LF, folded lines, white space around names, a second
// Host, Authorization or Content-Length, any Transfer-Encoding; and what we do not serve: Range,
// Upgrade, and any Expect but 100-continue.
tl::expected<Frame, Code> read_frame(std::string_view head);

}  // namespace mayfly
