// The words behind a verb: options, flags and positional words, read by CLI11 and refused in our
// own sentences.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tools/mayfly/failure.h"

namespace mayfly {

class Arguments {
 public:
  explicit Arguments(std::string verb);
  Arguments(const Arguments&) = delete;
  Arguments& operator=(const Arguments&) = delete;
  ~Arguments();

  // As "--name"; `value` keeps what it has where the option is not given, and outlives the parsing.
  void option(const std::string& name, std::string& value);
  void flag(const std::string& name, bool& value);
  // One word, or one and more, that must be there; or one that need not.
  void word(const std::string& name, std::string& value);
  void optional_word(const std::string& name, std::string& value);
  void words(const std::string& name, std::vector<std::string>& values);

  // kUsage; the words themselves, which may be secret, are not repeated.
  Outcome<void> parse(std::vector<std::string> arguments);

 private:
  struct Engine;

  std::string verb_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace mayfly
