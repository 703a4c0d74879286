// `mayflyd remove ID...`: takes drops down, one after the other.
#include <algorithm>
#include <cstdio>

#include "common/id.h"
#include "server/main_verbs.h"

namespace mayfly {
namespace {

// What became of one id, in words, from the server's answer.
std::string outcome_of(const ServerAnswer& answer) {
  const nlohmann::json& document = answer.document;
  if (answer.status == 200) {
    const auto parts = document.value("blocked_parts", uint64_t{});
    if (parts == 0) return "removed";
    return "removed, and its " + std::to_string(parts) +
           (parts == 1 ? " part is blocked" : " parts are blocked");
  }
  const std::string code = document.value("code", "");
  if (code == "drop-not-found") return "no drop and no grant has this id";
  if (code == "drop-gone") return "ended before: " + document.value("reason", "");
  return "refused: " + document.value("detail", "");
}

nlohmann::json json_of(const std::string& id, const ServerAnswer& answer) {
  nlohmann::json outcome{{"id", id}, {"removed", answer.status == 200}};
  for (const char* member : {"blocked_parts", "code", "reason"}) {
    if (answer.document.contains(member)) outcome[member] = answer.document[member];
  }
  return outcome;
}

}  // namespace

int remove_drops(const VerbCall& call) {
  if (call.operands.empty()) {
    say_error("remove needs the id of a drop or grant");
    return kUsageWrong;
  }
  const auto wrong = std::ranges::find_if_not(
      call.operands, [](const std::string& id) { return DropId::parse(id).has_value(); });
  if (wrong != call.operands.end()) {
    say_error("not the id of a drop or grant, which are 22 letters: " + *wrong);
    return kUsageWrong;
  }
  int status = 0;
  for (const std::string& id : call.operands) {
    const nlohmann::json asked{{"id", id}, {"block", !call.has("--no-block")}};
    const auto answer = ask_server(call, {Method::kPost, "/remove", asked.dump()});
    if (!answer) return kFailed;
    if (answer->status != 200) status = kFailed;
    const std::string line =
        call.has("--json") ? json_of(id, *answer).dump() : id + ": " + outcome_of(*answer);
    std::printf("%s\n", line.c_str());
  }
  return status;
}

}  // namespace mayfly
