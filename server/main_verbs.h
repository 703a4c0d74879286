// The verbs of mayflyd besides serving: they ask the server that runs on the same data folder.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "server/config.h"
#include "server/http_local.h"

namespace mayfly {

// How mayflyd ends: 0, or one of these.
inline constexpr int kFailed = 1;
inline constexpr int kUsageWrong = 2;

// The words behind a verb, sorted.
struct VerbCall {
  Config config;
  std::vector<std::string> operands;
  std::map<std::string, std::string, std::less<>> flags;  // empty values where they take none

  bool has(std::string_view flag) const { return flags.contains(flag); }
};

struct VerbFlag {
  std::string_view name;
  bool takes_value;
};

// Every verb also takes --data, --config, --json and --help.
struct Verb {
  std::string_view name;
  std::string_view help;  // what --help prints
  std::span<const VerbFlag> flags;
  bool takes_operands;
  int (*run)(const VerbCall& call);
};

// The exit status, where the first word of argv is a verb.
std::optional<int> run_verb(int argc, const char* const* argv);

struct ServerAnswer {
  int status;
  nlohmann::json document;  // an object; of a refusal, its problem document
};
// Where the server does not answer, says why on stderr and returns nothing.
std::optional<ServerAnswer> ask_server(const VerbCall& call, const LocalQuestion& question);
// Says on stderr why the server refused.
void say_refusal(const ServerAnswer& answer);
// `mayflyd: ` and a line on stderr.
void say_error(const std::string& line);

// The verbs, one file each.
int show_reports(const VerbCall& call);
int show_stats(const VerbCall& call);
int remove_drops(const VerbCall& call);

}  // namespace mayfly
