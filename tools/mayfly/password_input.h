// Passwords as people give them: from a file, the environment or the terminal; normalised, wiped.
#pragma once

#include <optional>
#include <string>

#include "common/secret.h"
#include "tools/mayfly/failure.h"

namespace mayfly {

// From `file` (its first line) where it is not empty, else from MAYFLY_PASSWORD, else nothing.
Outcome<std::optional<SecretBytes>> given_password(const std::string& file);

// From the terminal. A new password is asked for twice.
Outcome<SecretBytes> ask_password();
Outcome<SecretBytes> ask_new_password();

// UTF-8 in NFKC (Unicode Standard Annex 15), as the pages normalise it. kUsage when it is empty or
// not UTF-8.
Outcome<SecretBytes> normalise_password(ByteView password);

}  // namespace mayfly
