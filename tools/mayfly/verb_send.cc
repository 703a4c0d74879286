// `mayfly send`: seal files and upload them.
#include <algorithm>
#include <ctime>

#include "tools/mayfly/arguments.h"
#include "tools/mayfly/format.h"
#include "tools/mayfly/link_input.h"
#include "tools/mayfly/parse.h"
#include "tools/mayfly/password_input.h"
#include "tools/mayfly/say.h"
#include "tools/mayfly/shipment.h"
#include "tools/mayfly/verb.h"

namespace mayfly {
namespace {

constexpr std::string_view kHelp =
    R"(usage: mayfly send FILE… [--views N|none] [--expires TIME] [--password] [other options]

Seals files, uploads them, and prints the link. Nobody without the link can read anything, the server included.

  FILE…                 the files; - is standard input, as one file (what comes through a pipe lies in a temporary
                        file without a name meanwhile, in TMPDIR or /tmp)
  --server URL          where to, as https://drop.example.org; else MAYFLY_SERVER, else http://localhost:8080
  --views N|none        how often it can be opened, or no limit; else what the server says, usually once
  --expires TIME        when it ends: 90m, 24h, 7d, 2w, or a local time: 2026-12-24T18:00 (with Z for UTC)
  --password            ask for a password that the link needs, too (MAYFLY_PASSWORD where it is set)
  --password-file FILE  take it from the first line of a file
  --note TEXT           a message, shown to who opens it; sealed like the files
  --from NAME           shown before it is opened, with the number of files and their size, to who has the link
  --track               record when it is opened, for `mayfly manage`; the recipient is told so beforehand
  --name NAME           what standard input is called, else `stdin`
  --part-size SIZE      1M to 8M: how much is sent in one piece; small pieces suit bad networks
  --patience SECONDS    how long to try again when the connection breaks, else 120
  --json                print one JSON object: link, manage, expires_at, views

The share link goes to standard output, the manage link to standard error: with that one you see the views, extend
and burn. Both are secrets. Ctrl-C burns what was uploaded so far.
)";

struct SendOptions {
  std::vector<std::string> files;
  std::string server;
  std::string views;
  std::string expires;
  bool password = false;
  std::string password_file;
  std::string note;
  std::string from;
  bool track = false;
  std::string name = "stdin";
  std::string part_size;
  std::string patience;
  bool json = false;
};

Outcome<SendOptions> parse(std::vector<std::string> arguments) {
  SendOptions options;
  Arguments parser("send");
  parser.words("FILE", options.files);
  parser.option("--server", options.server);
  parser.option("--views", options.views);
  parser.option("--expires", options.expires);
  parser.flag("--password", options.password);
  parser.option("--password-file", options.password_file);
  parser.option("--note", options.note);
  parser.option("--from", options.from);
  parser.flag("--track", options.track);
  parser.option("--name", options.name);
  parser.option("--part-size", options.part_size);
  parser.option("--patience", options.patience);
  parser.flag("--json", options.json);
  MAYFLY_TRY(parser.parse(std::move(arguments)));
  return options;
}

// `server` fills in what was not asked for.
Outcome<ShipmentTerms> find_terms(const SendOptions& options, const ServerInfo& server) {
  ShipmentTerms terms;
  terms.max_views = static_cast<uint32_t>(server.views);
  terms.expires_in = server.expires_in;
  terms.note = options.note;
  terms.from = options.from;
  terms.track = options.track;
  if (!options.views.empty()) {
    MAYFLY_LET(views, parse_views(options.views));
    terms.max_views = views;
  }
  if (!options.expires.empty()) {
    MAYFLY_LET(expires_in, parse_expiry(options.expires, std::time(nullptr)));
    terms.expires_in = expires_in;
  }
  if (!options.part_size.empty()) {
    MAYFLY_LET(part_size, parse_part_size(options.part_size));
    terms.part_size = part_size;
  }
  if (terms.expires_in > server.expires_in_max) {
    return refuse(ExitCode::kFailed, "the server keeps drops for " +
                                         format_duration(server.expires_in_max) + " at most");
  }
  if (terms.max_views > server.views_max) {
    return refuse(ExitCode::kFailed,
                  "the server allows " + std::to_string(server.views_max) + " views at most");
  }
  return terms;
}

// What can be said about the options without the server.
Outcome<void> check(const SendOptions& options) {
  const ServerInfo anything{0, UINT64_MAX, UINT64_MAX, 0, 0};
  MAYFLY_TRY(find_terms(options, anything));
  if (std::count(options.files.begin(), options.files.end(), "-") > 1) {
    return refuse(ExitCode::kUsage, "standard input can be sent once only");
  }
  for (const std::string& path : options.files) {
    if (path != "-") MAYFLY_TRY(SourceFile::open(path));
  }
  return {};
}

Outcome<std::vector<SourceFile>> open_sources(const SendOptions& options, uint64_t size_max) {
  std::vector<SourceFile> sources;
  for (const std::string& path : options.files) {
    auto source =
        path == "-" ? SourceFile::from_stdin(options.name, size_max) : SourceFile::open(path);
    if (!source) return tl::make_unexpected(std::move(source.error()));
    sources.push_back(std::move(*source));
  }
  return sources;
}

Outcome<std::optional<SecretBytes>> find_password(const SendOptions& options) {
  if (!options.password && options.password_file.empty()) return std::optional<SecretBytes>();
  MAYFLY_LET(given, given_password(options.password_file));
  if (given) return given;
  MAYFLY_LET(typed, ask_new_password());
  return std::optional<SecretBytes>(std::move(typed));
}

Outcome<void> announce(const SendOptions& options, const ShipmentTerms& terms,
                       const std::string& origin, const Shipped& shipped) {
  const std::string link = origin + "/d#" + shipped.link_fragment;
  const std::string manage = origin + "/m#" + shipped.manage_fragment;
  if (options.json) {
    return print(json_text({{"link", link},
                            {"manage", manage},
                            {"expires_at", shipped.expires_at},
                            {"views", terms.max_views == 0 ? Json() : Json(terms.max_views)}}) +
                 "\n");
  }
  say((terms.max_views == 0 ? "any number of views"
                            : format_count(terms.max_views, "view", "views")) +
      ", gone at " + format_time(shipped.expires_at));
  say("to manage it: " + manage);
  return print(link + "\n");
}

Outcome<void> run(std::vector<std::string> arguments) {
  MAYFLY_LET(options, parse(std::move(arguments)));
  MAYFLY_TRY(check(options));
  MAYFLY_LET(patience, parse_patience(options.patience));
  const std::string origin = server_origin(options.server);
  if (!split_link(origin + "/d#")) {
    return refuse(ExitCode::kUsage, "a server is given as https://drop.example.org");
  }
  if (is_exposed(origin)) warn("plain http: the network can see who sends what, and hinder it");
  MAYFLY_LET(client, HttpClient::make(origin));
  SystemRandom random;
  Exchange exchange(client, random, patience, nullptr);
  MAYFLY_LET(server, get_info(exchange));
  MAYFLY_LET(terms, find_terms(options, server));
  MAYFLY_LET(sources, open_sources(options, server.drop_size_max));
  MAYFLY_LET(shipment, Shipment::pack(std::move(sources), terms, random));
  MAYFLY_TRY(shipment.check_size(server.drop_size_max));
  MAYFLY_LET(password, find_password(options));
  MAYFLY_LET(shipped, shipment.send(client, password, patience, random));
  return announce(options, terms, origin, shipped);
}

}  // namespace

const Verb kSendVerb = {"send", "seal files, upload them, print a link", kHelp, run};

}  // namespace mayfly
