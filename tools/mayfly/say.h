// What the command says to people: lines on stderr, so that stdout holds nothing but the answer.
#pragma once

#include <string>
#include <string_view>

#include "tools/mayfly/failure.h"

namespace mayfly {

// A name as a terminal may show it: control characters, and bytes that are not UTF-8, become '?'.
std::string printable(std::string_view text);

void say(std::string_view line);
// "mayfly: warning: …"
void warn(std::string_view line);
// "mayfly: …"
void complain(const Failure& failure);

// To stdout, all of it, now; a full disk or a closed pipe is an error.
Outcome<void> print(std::string_view text);

}  // namespace mayfly
