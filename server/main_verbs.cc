// Finding the verb, sorting its words, and asking the server.
#include "server/main_verbs.h"

#include <algorithm>
#include <cstdio>

#include "common/id.h"

namespace mayfly {
namespace {

constexpr VerbFlag kCommonFlags[] = {
    {"--data", true}, {"--config", true}, {"--json", false}, {"--help", false}};

constexpr VerbFlag kRemoveFlags[] = {{"--no-block", false}};
constexpr VerbFlag kReportsFlags[] = {{"--remove", false}};

constexpr Verb kVerbs[] = {
    {"reports",
     "Usage: mayflyd reports [--data FOLDER] [--config FILE]\n"
     "       mayflyd reports --remove ID…  [--data FOLDER] [--config FILE]\n\n"
     "Prints the abuse reports that wait, sealed as they are, one JSON object a line;\n"
     "`mayfly reports --key FILE` opens them, on any machine. --remove takes reports\n"
     "out: their bytes are erased.\n",
     kReportsFlags, true, show_reports},
    {"stats",
     "Usage: mayflyd stats [--data FOLDER] [--config FILE] [--json]\n\n"
     "Shows how much the server that runs on this data folder holds: drops, bytes,\n"
     "views, and what waits to be erased. Nothing about one drop or a person.\n",
     {},
     false,
     show_stats},
    {"remove",
     "Usage: mayflyd remove [--no-block] [--data FOLDER] [--config FILE] [--json] ID...\n\n"
     "Takes drops down, each by its id or by the id of one of its grants. Its bytes are\n"
     "erased at once; its owner and those who have a link read that it was removed.\n"
     "The same sealed bytes are not taken again, unless --no-block is given.\n",
     kRemoveFlags, true, remove_drops},
};

const VerbFlag* find_flag(const Verb& verb, std::string_view name) {
  const auto named = [&](const VerbFlag& flag) { return flag.name == name; };
  const auto own = std::ranges::find_if(verb.flags, named);
  if (own != verb.flags.end()) return &*own;
  const auto* common = std::ranges::find_if(kCommonFlags, named);
  return common == std::end(kCommonFlags) ? nullptr : common;
}

// Ids are operands also where they begin with a hyphen, as one in 64 does.
bool is_operand(const std::string& word) {
  return !word.starts_with('-') || DropId::parse(word).has_value();
}

int complain_usage(const Verb& verb, const std::string& line) {
  say_error(line);
  std::fprintf(stderr, "Try mayflyd %s --help.\n", std::string(verb.name).c_str());
  return kUsageWrong;
}

// Nothing, or how to exit.
std::optional<int> sort_words(const Verb& verb, std::span<const char* const> words,
                              VerbCall& call) {
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string word = words[i];
    if (is_operand(word)) {
      if (!verb.takes_operands) return complain_usage(verb, "not expected: " + word);
      call.operands.push_back(word);
      continue;
    }
    const size_t equals = std::min(word.find('='), word.size());
    const VerbFlag* flag = find_flag(verb, std::string_view(word).substr(0, equals));
    if (flag == nullptr) return complain_usage(verb, "not expected: " + word);
    const bool has_value = equals < word.size();
    if (!flag->takes_value && has_value) return complain_usage(verb, "takes no value: " + word);
    std::string value = has_value ? word.substr(equals + 1) : "";
    if (flag->takes_value && !has_value) {
      if (++i == words.size()) return complain_usage(verb, "needs a value: " + word);
      value = words[i];
    }
    call.flags.insert_or_assign(std::string(flag->name), std::move(value));
  }
  return std::nullopt;
}

// As the server reads them, environment and file included.
std::optional<int> read_config(VerbCall& call) {
  std::vector<std::string> words{"mayflyd"};
  for (const char* name : {"--data", "--config"}) {
    const auto found = call.flags.find(name);
    if (found != call.flags.end()) words.push_back(found->first + '=' + found->second);
  }
  std::vector<const char*> arguments;
  arguments.reserve(words.size());
  for (const std::string& word : words) arguments.push_back(word.c_str());
  auto parsed = parse_config(static_cast<int>(arguments.size()), arguments.data());
  if (const auto* early = std::get_if<EarlyExit>(&parsed)) {
    std::fputs(early->error.c_str(), stderr);
    return early->status;
  }
  call.config = std::get<Config>(std::move(parsed));
  return std::nullopt;
}

}  // namespace

std::optional<int> run_verb(int argc, const char* const* argv) {
  if (argc < 2) return std::nullopt;
  const auto* verb = std::ranges::find(kVerbs, std::string_view(argv[1]), &Verb::name);
  if (verb == std::end(kVerbs)) return std::nullopt;
  VerbCall call;
  const std::span words(argv + 2, static_cast<size_t>(argc) - 2);
  if (const auto status = sort_words(*verb, words, call)) return status;
  if (call.has("--help")) {
    std::fputs(std::string(verb->help).c_str(), stdout);
    return 0;
  }
  if (const auto status = read_config(call)) return status;
  return verb->run(call);
}

std::optional<ServerAnswer> ask_server(const VerbCall& call, const LocalQuestion& question) {
  const auto answer = ask_locally(call.config.data_folder, question);
  if (!answer) {
    say_error(call.config.data_folder + ": " + std::string(answer.error().text.view()));
    return std::nullopt;
  }
  auto document = nlohmann::json::parse(answer->body, nullptr, false);
  if (document.is_object()) return ServerAnswer{answer->status, std::move(document)};
  say_error("the server's answer is not to be understood");
  return std::nullopt;
}

void say_refusal(const ServerAnswer& answer) {
  say_error("the server refused (" + std::to_string(answer.status) +
            "): " + answer.document.value("detail", ""));
}

void say_error(const std::string& line) { std::fprintf(stderr, "mayflyd: %s\n", line.c_str()); }

}  // namespace mayfly
