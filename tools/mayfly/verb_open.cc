// `mayfly open`: take a view and save the files.
#include <ctime>

#include "client-wasm/receiver.h"
#include "tools/mayfly/arguments.h"
#include "tools/mayfly/extractor.h"
#include "tools/mayfly/format.h"
#include "tools/mayfly/parse.h"
#include "tools/mayfly/progress.h"
#include "tools/mayfly/say.h"
#include "tools/mayfly/terminal.h"
#include "tools/mayfly/verb.h"
#include "tools/mayfly/visitor.h"

namespace mayfly {
namespace {

constexpr std::string_view kHelp =
    R"(usage: mayfly open LINK [--into FOLDER] [--yes] [--password-file FILE] [--patience SECONDS]

Says what is there, asks, takes one view, and saves the files. Their names are printed, one a line.

  LINK                  the share link, or - to read it from standard input
  --into FOLDER         where to save, else here; nothing there is ever overwritten: a second photo.jpg
                        becomes `photo (2).jpg`
  --yes                 do not ask first; needed where standard input is not a terminal
  --password-file FILE  its first line is the password; else MAYFLY_PASSWORD, else it is asked for
  --patience SECONDS    how long to try again when the connection breaks, else 120

A broken connection costs no view: the view is held for 15 minutes and more, and goes on where it stopped. A file
appears under its name only when all of it was checked. A wrong password takes no view.
)";

struct OpenOptions {
  std::string link;
  std::string into = ".";
  bool yes = false;
  std::string password_file;
  std::string patience;
};

Outcome<OpenOptions> parse(std::vector<std::string> arguments) {
  OpenOptions options;
  Arguments parser("open");
  parser.word("LINK", options.link);
  parser.option("--into", options.into);
  parser.flag("--yes", options.yes);
  parser.option("--password-file", options.password_file);
  parser.option("--patience", options.patience);
  MAYFLY_TRY(parser.parse(std::move(arguments)));
  return options;
}

Outcome<void> agree(const OpenOptions& options) {
  if (options.yes) return {};
  if (!stdin_is_terminal()) {
    return refuse(ExitCode::kUsage, "opening takes a view: say --yes");
  }
  if (!confirm("Take a view and save to " + printable(options.into) + "?")) {
    return refuse(ExitCode::kFailed, "not opened; no view was taken");
  }
  return {};
}

// The manifest may ask that files are only looked at. An honest client keeps that.
Outcome<void> heed(const Manifest& manifest) {
  const bool look_only =
      manifest.view && (manifest.view->download == false || manifest.view->seconds);
  if (!look_only) return {};
  return refuse(ExitCode::kFailed,
                "the sender asks that these files are only looked at, in a browser, and not saved");
}

void show_note(const Manifest& manifest) {
  if (!manifest.note || manifest.note->empty()) return;
  say("the sender writes:");
  std::string_view rest = *manifest.note;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    say("  " + printable(rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

Outcome<void> receive(Exchange& exchange, const TakenView& view, Extractor& extractor) {
  const Claim& claim = view.claim;
  MAYFLY_LET(receiver, Receiver::open(view.identity, claim.header, claim.plan.size(),
                                      claim.plan.part_size()));
  Progress progress("receiving", claim.plan.sealed_total());
  uint64_t fetched = 0;
  Manifest manifest;
  for (uint32_t n = 0; n < claim.plan.part_count(); ++n) {
    MAYFLY_LET(part, get_part(exchange, claim, view.lease, n,
                              [&](uint64_t bytes) { progress.show(fetched + bytes); }));
    fetched += part.size();
    MAYFLY_LET(plain, receiver.open_part(
                          n, MutableBytes(reinterpret_cast<uint8_t*>(part.data()), part.size())));
    if (n == 0) {
      manifest = receiver.manifest();
      MAYFLY_TRY(heed(manifest));
      show_note(manifest);
    }
    MAYFLY_TRY(extractor.accept(manifest.files, n * claim.plan.part_size(), plain));
  }
  return finish_view(exchange, claim, view.lease);
}

Outcome<void> print_saved(const TargetFolder& folder, const std::vector<std::string>& names) {
  const std::string prefix = folder.path() == "." ? "" : folder.path() + "/";
  std::string lines;
  for (const std::string& name : names) lines.append(prefix).append(name).push_back('\n');
  return print(lines);
}

Outcome<void> run(std::vector<std::string> arguments) {
  MAYFLY_LET(options, parse(std::move(arguments)));
  MAYFLY_LET(patience, parse_patience(options.patience));
  SystemRandom random;
  MAYFLY_LET(visitor, Visitor::make(options.link, patience));
  MAYFLY_LET(peek, visitor.peek(random));
  say(visitor.describe(peek, std::time(nullptr)));
  MAYFLY_LET(folder, TargetFolder::open(options.into));
  MAYFLY_TRY(folder.check_room(peek.size));
  MAYFLY_TRY(agree(options));
  MAYFLY_LET(view, visitor.take_view(peek, options.password_file, random));

  const Interrupt interrupt([&] { visitor.client().stop(); });
  Exchange exchange(visitor.client(), random, patience, &interrupt);
  Extractor extractor(folder, random);
  auto received = receive(exchange, view, extractor);
  MAYFLY_TRY(print_saved(folder, extractor.saved()));
  return received;
}

}  // namespace

const Verb kOpenVerb = {"open", "take a view of a link, and save the files", kHelp, run};

}  // namespace mayfly
