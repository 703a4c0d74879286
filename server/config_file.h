// A file of settings: TOML, `name = value` lines, read strictly.
#pragma once

#include <string>

#include "server/config_table.h"

namespace mayfly {

// Assigns what the file at `path` says. A file that cannot be read, what is not TOML v1.0, an
// unknown name and a value of the wrong kind are mistakes, named with the file's line.
void take_file(const std::string& path, Settings& settings, Mistakes& mistakes);

// The settings as such a file, each with where its value came from.
std::string settings_text(const Settings& settings);

}  // namespace mayfly
