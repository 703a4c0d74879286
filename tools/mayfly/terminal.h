// The person at the terminal: asked, or read from without an echo.
#pragma once

#include "common/secret.h"
#include "tools/mayfly/failure.h"

namespace mayfly {

bool stdin_is_terminal();
bool stdout_is_terminal();
bool stderr_is_terminal();

// "QUESTION [y/N] " on stderr. Only what begins with y is a yes.
bool confirm(std::string_view question);

// One line from the terminal itself, whatever stdin is, without an echo. kInterrupted on Ctrl-C,
// with the echo back.
Outcome<SecretBytes> read_hidden(std::string_view prompt);

}  // namespace mayfly
