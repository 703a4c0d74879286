// A session with the API as text, so that a corpus can be read and written by people.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/request.h"

namespace mayfly::fuzz {

// One line: `METHOD PATH TOKEN BODY`, or `wait SECONDS`. In PATH, below the API's prefix, an id is
// one character, that of a view the place of its claim in the session: /views/0/parts/1. TOKEN is
// one character, `-` for none. In BODY, `$c` is the verifier of the token c, `#c` a key, `%c` a
// sealed report, `@1016` as many bytes.
struct Step {
  int64_t wait_seconds = 0;  // where it is no request
  std::optional<Request> request;
  char token = '-';
};

// `views` are those claimed so far, as text. Nothing for a line that is none of both.
std::optional<Step> parse_step(std::string_view line, const std::vector<std::string>& views);

// The token of a character, which Step::request carries.
ByteArray<32> token_bytes(char name);

}  // namespace mayfly::fuzz
