// `mayfly report`: tells the server's operator of a drop that breaks the law or the rules.
#include "client-wasm/age/key_text.h"
#include "client-wasm/report.h"
#include "common/base64url.h"
#include "tools/mayfly/arguments.h"
#include "tools/mayfly/exchange.h"
#include "tools/mayfly/link_input.h"
#include "tools/mayfly/parse.h"
#include "tools/mayfly/password_input.h"
#include "tools/mayfly/problem.h"
#include "tools/mayfly/report_text.h"
#include "tools/mayfly/say.h"
#include "tools/mayfly/verb.h"

namespace mayfly {
namespace {

constexpr std::string_view kHelp =
    R"(usage: mayfly report LINK --reason REASON [--words TEXT] [--without-link] [--password-file FILE]

Tells the operator of the server about a drop. The report is sealed to the operator's key before it leaves this
machine. Takes no view, and works for a while after the end of the drop.

  LINK                  the share link, or - to read it from standard input
  --reason REASON       child-abuse       sexual abuse of children
                        violence          violence, threats or terrorism
                        malware           malware, phishing or fraud
                        without-consent   private pictures or data, shared without consent
                        other             something else
  --words TEXT          what the operator should know
  --without-link        do not hand the link over. With it the operator can open the drop while it exists, which
                        takes a view like any other; without it the operator cannot see what you saw
  --password-file FILE  hand over its first line, the drop's password, too; else MAYFLY_PASSWORD, if it is set
)";

struct Wanted {
  std::string link;
  std::string reason;
  std::string words;
  std::string password_file;
  bool without_link = false;
};

Outcome<X25519Point> get_recipient(Exchange& exchange) {
  HttpRequest request;
  request.method = "GET";
  request.path = "/api/v1/info";
  MAYFLY_LET(info, exchange.call(request));
  const auto text = json_string(info, "report_recipient");
  if (!text) return refuse(ExitCode::kFailed, "this server takes no reports; write to who runs it");
  const auto recipient = age::parse_recipient(*text);
  if (!recipient) {
    return refuse(ExitCode::kFailed, "the server's key for reports cannot be used");
  }
  return *recipient;
}

Outcome<void> post_report(Exchange& exchange, const GrantId& grant, const Bytes& sealed) {
  HttpRequest request;
  request.method = "POST";
  request.path = "/api/v1/grants/" + grant.to_text() + "/reports";
  request.content_type = "application/json";
  request.body = json_text({{"report", base64url_encode(sealed)}});
  MAYFLY_LET(answer, exchange.ask(request));
  if (answer.status == 507) {
    return refuse(ExitCode::kBusy, "more reports wait for the operator than the server keeps");
  }
  if (answer.status / 100 != 2) return tl::make_unexpected(failure_of(answer));
  return {};
}

void wipe(std::optional<std::string>& secret) {
  if (secret && !secret->empty()) sodium_memzero(&secret->front(), secret->size());
}

Outcome<Bytes> seal(const Wanted& wanted, const LinkInput& link, const GrantId& grant,
                    const X25519Point& recipient, Random& random) {
  ReportText text;
  text.grant = grant.to_text();
  text.reason = wanted.reason;
  text.words = wanted.words;
  if (!wanted.without_link) {
    text.link = std::string(link.fragment());
    MAYFLY_LET(password, given_password(wanted.password_file));
    if (password) text.password = std::string(as_chars(password->expose()));
  }
  const SecretBytes json = format_report(text);
  wipe(text.link);
  wipe(text.password);
  auto sealed = seal_report(json.expose(), recipient, random);
  if (!sealed && sealed.error().fault == Fault::kTooLarge) {
    return refuse(ExitCode::kUsage, "that is more than a report can hold: use fewer words");
  }
  if (!sealed) return tl::make_unexpected(Failure(sealed.error()));
  return std::move(*sealed);
}

Outcome<void> run(std::vector<std::string> arguments) {
  Wanted wanted;
  Arguments parser("report");
  parser.word("LINK", wanted.link);
  parser.option("--reason", wanted.reason);
  parser.option("--words", wanted.words);
  parser.option("--password-file", wanted.password_file);
  parser.flag("--without-link", wanted.without_link);
  MAYFLY_TRY(parser.parse(std::move(arguments)));
  if (!is_reason(wanted.reason)) {
    return refuse(ExitCode::kUsage, "--reason needs one of these\n" + list_reasons());
  }
  MAYFLY_LET(patience, parse_patience(""));
  MAYFLY_LET(link, LinkInput::read(wanted.link, LinkKind::kShare));
  MAYFLY_LET(secret, parse_share_fragment(link.fragment()));
  MAYFLY_LET(client, HttpClient::make(link.origin()));
  SystemRandom random;
  Exchange exchange(client, random, patience, nullptr);
  MAYFLY_LET(recipient, get_recipient(exchange));
  const GrantId grant = grant_id(secret);
  MAYFLY_LET(sealed, seal(wanted, link, grant, recipient, random));
  MAYFLY_TRY(post_report(exchange, grant, sealed));
  say(wanted.without_link ? "reported, without the link" : "reported, with the link");
  return {};
}

}  // namespace

const Verb kReportVerb = {"report", "tell the server's operator of abuse", kHelp, run};

}  // namespace mayfly
