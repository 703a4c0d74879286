// The flags of mayflyd, in the order in which --help shows them.
#include "server/config.h"

#include <CLI/CLI.hpp>
#include <sstream>

#include "server/config_units.h"

namespace mayfly {
namespace {

constexpr int kUsageStatus = 2;
constexpr uint64_t kYears100 = uint64_t{100} * 366 * 86'400;

std::string variable_of(const std::string& flag) {
  std::string name = "MAYFLY_";
  for (const char c : flag.substr(2)) name += c == '-' ? '_' : static_cast<char>(std::toupper(c));
  return name;
}

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

// Adds flags whose values have units; each also as an environment variable.
class Flags {
 public:
  explicit Flags(CLI::App& app) : app_(app) {}

  void group(std::string name) { group_ = std::move(name); }

  void text(const std::string& flag, std::string& value, const std::string& type,
            const std::string& help) {
    finish(app_.add_option(flag, value, help), flag, type, value);
  }

  void toggle(const std::string& flag, bool& value, const std::string& help) {
    app_.add_flag(flag, value, help)->group(group_)->envname(variable_of(flag));
  }

  template <typename Number>
  void number(const std::string& flag, Number& value, uint64_t min, uint64_t max,
              const std::string& help) {
    add(flag, value, min, max, help, {"N", "a whole number", parse_number, number_text});
  }
  template <typename Number>
  void size(const std::string& flag, Number& value, uint64_t min, uint64_t max,
            const std::string& help) {
    add(flag, value, min, max, help, {"SIZE", "a size like 500M or 2G", parse_size, size_text});
  }
  template <typename Number>
  void duration(const std::string& flag, Number& value, uint64_t min, uint64_t max,
                const std::string& help) {
    add(flag, value, min, max, help,
        {"TIME", "a time like 90s, 15m, 12h or 7d", parse_duration, duration_text});
  }

 private:
  struct Kind {
    const char* type;
    const char* form;
    std::optional<uint64_t> (*parse)(std::string_view);
    std::string (*to_text)(uint64_t);
  };

  static std::optional<uint64_t> parse_number(std::string_view text) {
    if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) {
      return std::nullopt;
    }
    return parse_size(text);
  }
  static std::string number_text(uint64_t value) { return std::to_string(value); }

  template <typename Number>
  void add(const std::string& flag, Number& value, uint64_t min, uint64_t max,
           const std::string& help, Kind kind) {
    const auto take = [&value, flag, min, max, kind](const std::string& text) {
      const auto parsed = kind.parse(text);
      if (!parsed || *parsed < min || *parsed > max) {
        throw CLI::ValidationError(flag, std::string("needs ") + kind.form + " from " +
                                             kind.to_text(min) + " to " + kind.to_text(max) +
                                             ", not \"" + text + "\"");
      }
      value = static_cast<Number>(*parsed);
    };
    finish(app_.add_option_function<std::string>(flag, take, help), flag, kind.type,
           kind.to_text(static_cast<uint64_t>(value)));
  }

  void finish(CLI::Option* option, const std::string& flag, const std::string& type,
              const std::string& default_text) {
    option->type_name(type)->group(group_)->envname(variable_of(flag));
    option->default_str(default_text);
  }

  CLI::App& app_;
  std::string group_;
};

void add_flags(Flags& flags, Config& config) {
  RuleLimits& rules = config.rules;
  HttpLimits& http = config.http;
  flags.group("Where");
  flags.text("--host", config.host, "ADDRESS", "Address or name to listen on");
  flags.number("--port", config.port, 0, 65'535, "Port to listen on; 0 takes a free one");
  flags.text("--data", config.data_folder, "FOLDER",
             "Folder that keeps the drops; made if missing");
  flags.text("--web", config.web_folder, "FOLDER", "Serve pages from here first, for work on them");

  flags.group("Drops");
  flags.size("--drop-bytes-max", rules.drop_bytes_max, 1, kPayloadSizeMax, "Largest drop");
  flags.size("--storage-bytes-max", rules.reserved_bytes_max, 1, uint64_t{1} << 60,
             "All drops together");
  flags.number("--drops-max", rules.drops_max, 1, 1'000'000'000,
               "Drops at a time, remembered ends included");
  flags.number("--open-drops-max", rules.open_drops_max, 1, 1'000'000,
               "Uploads that are not finished");
  flags.duration("--open-for", rules.open_seconds, 1, kYears100, "Time to finish an upload");
  flags.duration("--expires-in-max", rules.expires_in_max_seconds, 1, kYears100, "Longest life");
  flags.duration("--expires-in", config.default_expires_in_seconds, 1, kYears100,
                 "Life that pages offer first");
  flags.number("--max-views", config.default_max_views, 0, kMaxViewsMax,
               "Views that pages offer first; 0 is no limit");

  flags.group("Views");
  flags.duration("--lease", rules.lease_seconds, 1, kYears100,
                 "How long a view lasts after its last part");
  flags.duration("--lease-total", rules.lease_total_seconds, 1, kYears100,
                 "How long a view lasts in all");

  flags.group("Connections");
  flags.toggle("--behind-proxy", http.behind_proxy,
               "Believe X-Forwarded-For of a proxy on this machine");
  flags.number("--threads", http.threads, 1, 1'024, "Requests worked on at a time");
  flags.number("--connections-max", http.connections_max, 1, 100'000, "Connections at a time");
  flags.size("--buffers-max", http.buffered_bytes_max, 16 << 20, uint64_t{1} << 40,
             "Memory for parts on their way in and out");
  flags.duration("--head-time", http.head_seconds_max, 1, 3'600,
                 "Time for a request's header to arrive");
  flags.duration("--idle-time", http.idle_seconds_max, 1, 3'600,
                 "How long an idle connection stays");
  flags.size("--slowest", http.bytes_per_second_min, 1, 1 << 30,
             "Bytes a second below which a body is given up");
  flags.duration("--drain-time", http.drain_seconds_max, 0, 3'600,
                 "How long a stop waits for requests under way");
}

EarlyExit mistake(const std::string& text) {
  return {kUsageStatus, {}, "mayflyd: " + text + "\nTry mayflyd --help.\n"};
}

}  // namespace

std::variant<Config, EarlyExit> parse_config(int argc, const char* const* argv) {
  Config config;
  CLI::App app(
      "mayflyd serves Mayfly: files that are sealed before they leave the sender,\n"
      "and are gone after the views their sender allows. It speaks HTTP; put a TLS\n"
      "proxy in front of it before anybody else uses it.\n",
      "mayflyd");
  Flags flags(app);
  add_flags(flags, config);
  app.set_help_flag("-h,--help", "Print this and exit")->group("Other");
  app.set_version_flag("--version", kVersion, "Print the version and exit")->group("Other");
  app.footer(
      "SIZE is bytes, or takes K, M, G or T (powers of 1024). TIME is seconds, or\n"
      "takes s, m, h or d. Each flag is a variable too, MAYFLY_PORT for --port; the\n"
      "flag wins.");
  auto formatter = std::make_shared<HelpFormatter>();
  formatter->column_width(30);
  app.formatter(formatter);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) return mistake(error.what());
    std::ostringstream output;
    app.exit(error, output, output);
    return EarlyExit{0, output.str(), {}};
  }
  if (config.rules.lease_seconds > config.rules.lease_total_seconds) {
    return mistake("--lease must not be longer than --lease-total");
  }
  if (config.default_expires_in_seconds >
      static_cast<uint64_t>(config.rules.expires_in_max_seconds)) {
    config.default_expires_in_seconds = static_cast<uint64_t>(config.rules.expires_in_max_seconds);
  }
  return config;
}

}  // namespace mayfly
