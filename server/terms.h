// The operator's terms of use: a text file, read once at the start.
#pragma once

#include <string>

#include "common/result.h"

namespace mayfly {

inline constexpr size_t kTermsSizeMax = 64 * 1024;

// kNotFound when it cannot be read, kTooLarge past kTermsSizeMax, kBadInput when it is empty, not
// UTF-8, or has control characters but for tabs and ends of lines.
Result<std::string> read_terms(const std::string& path);

}  // namespace mayfly
