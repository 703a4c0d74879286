// A table from stable codes to sentences.
#include "tools/mayfly/problem.h"

#include <algorithm>
#include <array>

#include "tools/mayfly/format.h"
#include "tools/mayfly/json.h"

namespace mayfly {
namespace {

struct Row {
  std::string_view code;
  ExitCode exit_code;
  std::string_view text;
};

constexpr std::array<Row, 18> kRows = {{
    {"drop-not-found", ExitCode::kGone, "the server knows no such drop (any more)"},
    {"grant-not-found", ExitCode::kGone, "the server knows no such drop (any more)"},
    {"view-not-found", ExitCode::kGone, "the time to fetch the drop is over"},
    {"lease-ended", ExitCode::kGone, "the time to fetch the drop is over"},
    {"part-not-found", ExitCode::kFailed, "the server lacks a part of the drop"},
    {"token-missing", ExitCode::kWrongKey, "the server refuses the key of this link"},
    {"token-wrong", ExitCode::kWrongKey,
     "wrong key: the password is wrong, or the link was altered"},
    {"too-many-attempts", ExitCode::kBusy,
     "too many wrong attempts; the server asks to try again later"},
    {"too-many-drops", ExitCode::kBusy,
     "the server has too many new or unfinished drops from here; try again later"},
    {"too-many-bytes", ExitCode::kBusy,
     "the server has taken as many bytes from here as it does in a day; try again later"},
    {"busy", ExitCode::kBusy, "the server is busy; try again later"},
    {"storage-full", ExitCode::kBusy, "the server has no room left for this drop"},
    {"payload-blocked", ExitCode::kFailed,
     "the people who run this server took this payload down and do not take it again"},
    {"drop-open", ExitCode::kFailed, "not ready yet: the sender is still uploading"},
    {"drop-sealed", ExitCode::kFailed, "the drop is sealed already and cannot change any more"},
    {"drop-exists", ExitCode::kFailed, "the server has another drop of that name; send again"},
    {"grant-exists", ExitCode::kFailed, "the server has another link of that name; send again"},
    {"parts-missing", ExitCode::kFailed, "the server lost parts of the upload; send again"},
}};

Failure too_large(const Json& problem) {
  const auto limit = json_number(problem, "limit");
  return {ExitCode::kFailed, limit ? "too large: the server takes drops up to " +
                                         format_size(*limit) + " (with padding)"
                                   : "too large for this server"};
}

Failure bad_field(const Json& problem) {
  const std::string field = json_string(problem, "field").value_or("");
  const bool plain = !field.empty() && field.size() <= 32 &&
                     field.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos;
  return {ExitCode::kFailed, "the server does not accept this " + (plain ? field : "request")};
}

std::string_view gone_text(std::string_view reason) {
  if (reason == "viewed") return "gone: it was opened as often as it could be, and is erased";
  if (reason == "expired") return "gone: its time is over, and it is erased";
  if (reason == "burned") return "gone: its owner burned it";
  if (reason == "removed") return "gone: the server's operator removed it";
  return "gone: the server has erased it";
}

}  // namespace

Failure gone_because(std::string_view reason) {
  return {ExitCode::kGone, std::string(gone_text(reason))};
}

Failure failure_of(const HttpAnswer& answer) {
  const std::string status = std::to_string(answer.status);
  if (answer.status >= 300 && answer.status < 400) {
    return {ExitCode::kFailed, "the server redirects to another address; use that one"};
  }
  const auto problem = parse_json_object(answer.body);
  const std::string code = problem ? json_string(*problem, "code").value_or("") : "";
  if (code.empty()) {
    return {ExitCode::kFailed,
            "this is not a Mayfly server (it answered with status " + status + ")"};
  }
  if (code == "drop-gone") {
    return gone_because(json_string(*problem, "reason").value_or(""));
  }
  if (code == "drop-too-large") return too_large(*problem);
  if (code == "bad-field") return bad_field(*problem);
  const auto* row = std::find_if(kRows.begin(), kRows.end(),
                                 [&](const Row& candidate) { return candidate.code == code; });
  if (row != kRows.end()) return {row->exit_code, std::string(row->text)};
  return {ExitCode::kFailed, "the server refused the request (status " + status + ")"};
}

bool is_passing(const HttpAnswer& answer) {
  switch (answer.status) {
    case 408:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
      return true;
    default:
      return false;
  }
}

}  // namespace mayfly
