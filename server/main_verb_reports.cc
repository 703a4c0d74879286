// `mayflyd reports`: the sealed reports as JSON lines, for `mayfly reports` to open elsewhere; and
// taking them out once they are read.
#include <cstdio>

#include "common/id.h"
#include "server/main_verbs.h"

namespace mayfly {
namespace {

// Nothing after an error, which it has told.
std::optional<nlohmann::json> ask(const VerbCall& call, std::string_view path,
                                  const nlohmann::json& question) {
  auto answer = ask_server(call, {Method::kPost, path, question.dump()});
  if (!answer) return std::nullopt;
  if (answer->status == 200) return std::move(answer->document);
  say_refusal(*answer);
  return std::nullopt;
}

// Likewise false.
bool print_lines(const nlohmann::json& reports) {
  for (const auto& report : reports) {
    const std::string line = report.dump() + '\n';
    if (std::fwrite(line.data(), 1, line.size(), stdout) != line.size()) {
      say_error("standard output cannot be written to");
      return false;
    }
  }
  return true;
}

int print_all(const VerbCall& call) {
  nlohmann::json question = nlohmann::json::object();
  for (;;) {
    const auto answer = ask(call, "/reports", question);
    if (!answer) return kFailed;
    const auto reports = answer->value("reports", nlohmann::json::array());
    if (!print_lines(reports)) return kFailed;
    if (reports.empty()) break;
    question["after"] = reports.back().value("id", "");
  }
  if (std::fflush(stdout) == 0) return 0;
  say_error("standard output cannot be written to");
  return kFailed;
}

int remove_each(const VerbCall& call) {
  int status = 0;
  for (const std::string& id : call.operands) {
    const nlohmann::json question = {{"id", id}};
    const auto answer = ask(call, "/reports/remove", question);
    if (!answer) return kFailed;
    if (answer->value("removed", false)) continue;
    say_error("there is no report " + id);
    status = kFailed;
  }
  return status;
}

}  // namespace

int show_reports(const VerbCall& call) {
  if (call.has("--remove") == call.operands.empty()) {
    say_error(call.operands.empty() ? "--remove needs ids of reports" : "ids need --remove");
    return kUsageWrong;
  }
  for (const std::string& id : call.operands) {
    if (ReportId::parse(id)) continue;
    say_error("not the id of a report");
    return kUsageWrong;
  }
  return call.has("--remove") ? remove_each(call) : print_all(call);
}

}  // namespace mayfly
