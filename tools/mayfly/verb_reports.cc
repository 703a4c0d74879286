// `mayfly reports`: the operator's half; opens what `mayflyd reports` printed, without any server.
#include <fstream>
#include <iostream>

#include "client-wasm/age/key_text.h"
#include "client-wasm/link.h"
#include "client-wasm/random.h"
#include "client-wasm/report.h"
#include "common/base64url.h"
#include "common/limits.h"
#include "tools/mayfly/arguments.h"
#include "tools/mayfly/format.h"
#include "tools/mayfly/json.h"
#include "tools/mayfly/parse.h"
#include "tools/mayfly/report_text.h"
#include "tools/mayfly/say.h"
#include "tools/mayfly/verb.h"

namespace mayfly {
namespace {

constexpr std::string_view kHelp =
    R"(usage: mayfly reports --key FILE [--server URL] [REPORTS]
       mayfly reports --new-key > operator.key

Opens abuse reports that `mayflyd reports` printed, and says what takes each drop down. Asks no server: do it on a
machine of your own, and keep the key off the server.

  REPORTS       a file with the lines that `mayflyd reports` printed; standard input where it is missing or -
  --key FILE    the age identity file that --new-key or age-keygen made
  --server URL  what links are to begin with; else MAYFLY_SERVER, else http://localhost:8080
  --new-key     make a key, and print it. Start mayflyd with its public half, --report-recipient age1…

A link that was handed over shows what its reporter saw, for as long as the drop exists; looking takes a view.
Exit code 4 means that the key did not open all of them.
)";

constexpr std::streamsize kLineSizeMax = 16 * 1024;
constexpr size_t kKeyFileSizeMax = 64 * 1024;

struct Tally {
  size_t opened = 0;
  size_t sealed_to_others = 0;
  size_t damaged = 0;
};

Outcome<void> print_new_key() {
  SystemRandom random;
  const auto identity = random.make<AgeIdentity>();
  const std::string recipient = age::format_recipient(x25519_public(identity.expose()));
  std::string text = "# opens the abuse reports of a Mayfly server; keep it off that server\n";
  text += "# public key: " + recipient + "\n" + age::format_identity(identity) + "\n";
  auto printed = print(text);
  sodium_memzero(text.data(), text.size());
  if (printed) say("public key: " + recipient);
  return printed;
}

// The first identity of an age identity file (age's own documentation: one a line, # comments).
Outcome<AgeIdentity> read_key(const std::string& path) {
  std::ifstream file(path);
  if (!file) return refuse_errno(path, errno);
  SecretBytes text(kKeyFileSizeMax);
  const MutableBytes room = text.expose_mutable();
  file.read(reinterpret_cast<char*>(room.data()), static_cast<std::streamsize>(room.size()));
  std::string_view rest = as_chars(text.expose()).substr(0, static_cast<size_t>(file.gcount()));
  while (!rest.empty()) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    auto identity = age::parse_identity(line);
    if (identity) return std::move(*identity);
    break;
  }
  return refuse(ExitCode::kUsage, printable(path) + " is not an age identity file");
}

// Lines of the words, each behind the same indent.
std::string indented(std::string_view words) {
  std::string text;
  while (!words.empty()) {
    const std::string_view line = words.substr(0, words.find('\n'));
    if (!text.empty()) text += "\n            ";
    text += printable(line);
    words.remove_prefix(std::min(line.size() + 1, words.size()));
  }
  return text;
}

// The link as it can be opened, or why it must not be gone by: what a link leads to says nothing
// against another drop.
std::string link_line(const ReportText& report, const std::string& grant,
                      const std::string& server) {
  if (!report.link) return "not handed over";
  const auto secret = parse_share_fragment(*report.link);
  if (!secret) return "handed over, but it is no link";
  if (grant_id(*secret).to_text() != grant) {
    return "handed over, but of ANOTHER drop: it says nothing about this one";
  }
  return server + "/d#" + format_fragment(*secret);
}

std::string describe(const Json& line, const GrantId& grant_of_line, const ReportText& report,
                     const std::string& server) {
  const std::string grant = grant_of_line.to_text();
  const std::string id = printable(json_string(line, "id").value_or("?"));
  const auto time = static_cast<int64_t>(json_number(line, "time").value_or(0));
  const uint64_t received = json_number(line, "received").value_or(1);
  std::string text = "report " + id + "\n";
  text += "  came      " + format_time(time) + " or within an hour; " +
          format_count(received, "report", "reports") + " about this drop so far\n";
  text += "  reason    " + reason_meaning(report.reason) + "\n";
  if (!report.words.empty()) text += "  words     " + indented(report.words) + "\n";
  text += "  link      " + link_line(report, grant, server) + "\n";
  if (report.password) text += "  password  " + printable(*report.password) + "\n";
  if (report.grant != grant) text += "  BEWARE    it was written about another drop\n";
  text += "  take down mayflyd remove " + grant + "\n";
  text += "  put away  mayflyd reports --remove " + id + "\n\n";
  return text;
}

// One line; says what is wrong with it, counts, and goes on.
Outcome<void> open_line(const std::string& text, size_t number, const AgeIdentity& identity,
                        const std::string& server, Tally& tally) {
  const auto damaged = [&](const char* why) {
    ++tally.damaged;
    warn("line " + std::to_string(number) + ": " + why);
  };
  const auto line = parse_json_object(text);
  const auto sealed = base64url_decode(line ? json_string(*line, "report").value_or("") : "");
  const auto grant = GrantId::parse(line ? json_string(*line, "grant").value_or("") : "");
  if (!line || !sealed || !grant) {
    damaged("not what `mayflyd reports` prints");
    return {};
  }
  const auto plain = open_report(*sealed, identity);
  if (!plain && plain.error().fault == Fault::kWrongKey) {
    ++tally.sealed_to_others;
    warn("line " + std::to_string(number) + ": sealed to another key than this");
    return {};
  }
  const auto report = plain ? parse_report(plain->expose()) : std::nullopt;
  if (!report) {
    damaged(plain ? "sealed to this key, but no report is in it" : "the sealed report is damaged");
    return {};
  }
  ++tally.opened;
  return print(describe(*line, *grant, *report, server));
}

Outcome<Tally> open_all(std::istream& input, const AgeIdentity& identity,
                        const std::string& server) {
  Tally tally;
  std::string line(kLineSizeMax, '\0');
  for (size_t number = 1; input.getline(line.data(), kLineSizeMax) || input.gcount() > 0;
       ++number) {
    const bool cut = input.fail() && !input.eof();
    if (cut) {
      input.clear();
      input.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
      ++tally.damaged;
      warn("line " + std::to_string(number) + ": longer than any report");
      continue;
    }
    const std::string text = line.substr(0, line.find('\0'));
    if (!text.empty()) MAYFLY_TRY(open_line(text, number, identity, server, tally));
  }
  return tally;
}

Outcome<Tally> open_file(const std::string& path, const AgeIdentity& identity,
                         const std::string& server) {
  if (path.empty() || path == "-") return open_all(std::cin, identity, server);
  std::ifstream file(path);
  if (!file) return refuse_errno(path, errno);
  return open_all(file, identity, server);
}

Outcome<void> run(std::vector<std::string> arguments) {
  std::string key;
  std::string server;
  std::string reports;
  bool new_key = false;
  Arguments parser("reports");
  parser.option("--key", key);
  parser.option("--server", server);
  parser.flag("--new-key", new_key);
  parser.optional_word("REPORTS", reports);
  MAYFLY_TRY(parser.parse(std::move(arguments)));
  if (new_key == !key.empty()) {
    return refuse(ExitCode::kUsage, "reports needs --key FILE, or --new-key alone");
  }
  if (new_key) return print_new_key();
  MAYFLY_LET(identity, read_key(key));
  MAYFLY_LET(tally, open_file(reports, identity, printable(server_origin(server))));
  say(format_count(tally.opened, "report", "reports") + " opened");
  if (tally.sealed_to_others > 0) {
    return refuse(ExitCode::kWrongKey, "this key does not open all of them");
  }
  if (tally.damaged > 0) return refuse(ExitCode::kFailed, "not all lines could be read");
  return {};
}

}  // namespace

const Verb kReportsVerb = {"reports", "open abuse reports with the operator's key", kHelp, run};

}  // namespace mayfly
