// CLI11, fenced: its exceptions and its texts, which repeat what was typed, end here.
#include "tools/mayfly/arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "tools/mayfly/say.h"

namespace mayfly {
namespace {

constexpr size_t kOptionNameMax = 32;

// The name of an option that is none, without what was set to it; empty where no word looks like an
// option.
std::string unknown_option(const std::vector<std::string>& words) {
  const auto found = std::find_if(words.begin(), words.end(), [](const std::string& word) {
    return word.size() > 1 && word.front() == '-';
  });
  if (found == words.end()) return {};
  return printable(found->substr(0, std::min(found->find('='), kOptionNameMax)));
}

}  // namespace

struct Arguments::Engine {
  CLI::App app;
};

Arguments::Arguments(std::string verb)
    : verb_(std::move(verb)), engine_(std::make_unique<Engine>()) {
  engine_->app.set_help_flag();  // main answers --help
}

Arguments::~Arguments() = default;

void Arguments::option(const std::string& name, std::string& value) {
  engine_->app.add_option(name, value);
}

void Arguments::flag(const std::string& name, bool& value) { engine_->app.add_flag(name, value); }

void Arguments::word(const std::string& name, std::string& value) {
  engine_->app.add_option(name, value)->required();
}

void Arguments::optional_word(const std::string& name, std::string& value) {
  engine_->app.add_option(name, value);
}

void Arguments::words(const std::string& name, std::vector<std::string>& values) {
  engine_->app.add_option(name, values)->required();
}

Outcome<void> Arguments::parse(std::vector<std::string> arguments) {
  const std::string see = "; see `mayfly help " + verb_ + "`";
  std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
  try {
    engine_->app.parse(std::move(arguments));
    return {};
  } catch (const CLI::RequiredError&) {
    return refuse(ExitCode::kUsage, verb_ + " needs more than that" + see);
  } catch (const CLI::ArgumentMismatch&) {
    return refuse(ExitCode::kUsage, "an option lacks its value, or is there twice" + see);
  } catch (const CLI::ExtrasError&) {
    const std::string option = unknown_option(engine_->app.remaining());
    return refuse(ExitCode::kUsage,
                  (option.empty() ? "too many words" : "no such option: " + option) + see);
  } catch (const std::exception&) {
    return refuse(ExitCode::kUsage, "this cannot be understood" + see);
  }
}

}  // namespace mayfly
