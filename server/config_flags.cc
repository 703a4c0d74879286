// CLI11 takes the command line apart; the values are the table's to judge.
#include "server/config_flags.h"

#include <CLI/CLI.hpp>
#include <sstream>

namespace mayfly {
namespace {

constexpr char kPurpose[] =
    "mayflyd serves Mayfly: files that are sealed before they leave the sender,\n"
    "and are gone after the views their sender allows. Before anybody else uses it,\n"
    "give it a TLS certificate or put a TLS proxy in front of it.\n"
    "`mayflyd stats` and `mayflyd remove` ask the server that runs; each has a --help.\n";
constexpr char kNotes[] =
    "SIZE is bytes, or takes K, M, G or T (powers of 1024). TIME is seconds, or\n"
    "takes s, m, h or d. Each flag is a variable too, MAYFLY_PORT for --port, and a\n"
    "line `port = 8080` of the TOML file that --config or MAYFLY_CONFIG names. A flag\n"
    "wins over a variable, and that over the file.";

// Lines like `--port N        Port to listen on; 0 takes a free one [8080]`.
class HelpFormatter final : public CLI::Formatter {
 public:
  std::string make_option_opts(const CLI::Option* option) const override {
    return option->get_type_name().empty() ? "" : " " + option->get_type_name();
  }
  std::string make_option_desc(const CLI::Option* option) const override {
    const std::string value = option->get_default_str();
    return option->get_description() + (value.empty() ? "" : " [" + value + "]");
  }
};

CLI::Option* add_option(CLI::App& app, const Setting& setting) {
  if (setting.shape == Shape::kToggle) return app.add_flag(setting.flag());
  CLI::Option* option = app.add_option(setting.flag());
  option->type_name(setting.type)->expected(1);
  const std::vector<std::string> texts = setting.texts();
  if (setting.shape == Shape::kTexts) option->take_all()->allow_extra_args(false);
  if (!texts.empty()) option->default_str(texts.front());
  return option;
}

}  // namespace

struct CommandLine::Parser {
  CLI::App app{kPurpose, "mayflyd"};
  std::string config_file;
  bool wants_check = false;
};

CommandLine::CommandLine(const Settings& settings) : parser_(std::make_unique<Parser>()) {
  CLI::App& app = parser_->app;
  for (const Setting& setting : settings.all()) {
    add_option(app, setting)->description(setting.help)->group(setting.group);
  }
  app.add_option("--config", parser_->config_file, "File of settings")
      ->type_name("FILE")
      ->group("Other");
  app.add_flag("--check-config", parser_->wants_check,
               "Print all settings, or what is wrong with them, and exit")
      ->group("Other");
  app.set_help_flag("-h,--help", "Print this and exit")->group("Other");
  app.set_version_flag("--version", kVersion, "Print the version and exit")->group("Other");
  app.footer(kNotes);
  auto formatter = std::make_shared<HelpFormatter>();
  formatter->column_width(30);
  app.formatter(formatter);
}

CommandLine::~CommandLine() = default;

std::optional<EarlyExit> CommandLine::parse(int argc, const char* const* argv) {
  try {
    parser_->app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) return mistaken({error.what()});
    std::ostringstream output;
    parser_->app.exit(error, output, output);
    return EarlyExit{0, output.str(), {}};
  }
  return std::nullopt;
}

void CommandLine::take_flags(Settings& settings, Mistakes& mistakes) const {
  for (Setting& setting : settings.all()) {
    const CLI::Option* option = parser_->app.get_option_no_throw(setting.flag());
    if (option == nullptr || option->count() == 0) continue;
    assign(setting, option->results(), Origin::kFlag, setting.flag(), mistakes);
  }
}

const std::string& CommandLine::config_file() const { return parser_->config_file; }
bool CommandLine::wants_check() const { return parser_->wants_check; }

}  // namespace mayfly
