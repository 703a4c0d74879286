// The command line: every setting as a flag, and the few flags that are no settings.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "server/config.h"
#include "server/config_table.h"

namespace mayfly {

class CommandLine {
 public:
  explicit CommandLine(const Settings& settings);
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  // Reads the flags, and assigns nothing yet. Help, the version and a flag that does not exist are
  // exits.
  std::optional<EarlyExit> parse(int argc, const char* const* argv);
  // Assigns what the flags said.
  void take_flags(Settings& settings, Mistakes& mistakes) const;

  const std::string& config_file() const;  // --config, or empty
  bool wants_check() const;                // --check-config

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace mayfly
