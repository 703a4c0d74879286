// `mayfly fetch`: take a view and write the drop as it stands, an age file, to stdout.
#include "tools/mayfly/arguments.h"
#include "tools/mayfly/parse.h"
#include "tools/mayfly/progress.h"
#include "tools/mayfly/say.h"
#include "tools/mayfly/terminal.h"
#include "tools/mayfly/verb.h"
#include "tools/mayfly/visitor.h"

namespace mayfly {
namespace {

constexpr std::string_view kHelp =
    R"(usage: mayfly fetch --raw LINK [--password-file FILE] [--patience SECONDS]

Takes one view and writes the sealed drop to standard output: an age file with a tar archive inside, which
`age -d -i KEY | tar x` opens (see `mayfly help identity`). `mayfly open` does all of that by itself.

  --raw                 must be there: it stands for "sealed, not opened"
  LINK                  the share link, or - to read it from standard input
  --password-file FILE  its first line is the password; else MAYFLY_PASSWORD, else it is asked for
  --patience SECONDS    how long to try again when the connection breaks, else 120
)";

struct FetchOptions {
  bool raw = false;
  std::string link;
  std::string password_file;
  std::string patience;
};

Outcome<FetchOptions> parse(std::vector<std::string> arguments) {
  FetchOptions options;
  Arguments parser("fetch");
  parser.flag("--raw", options.raw);
  parser.word("LINK", options.link);
  parser.option("--password-file", options.password_file);
  parser.option("--patience", options.patience);
  MAYFLY_TRY(parser.parse(std::move(arguments)));
  if (!options.raw)
    return refuse(ExitCode::kUsage, "fetch needs --raw; `mayfly open` saves the files");
  if (stdout_is_terminal()) {
    return refuse(ExitCode::kUsage,
                  "an age file is not for a terminal: send standard output elsewhere");
  }
  return options;
}

Outcome<void> copy_sealed(Exchange& exchange, const TakenView& view) {
  const Claim& claim = view.claim;
  // First: where the output takes nothing, no part is fetched, and the view comes back.
  MAYFLY_TRY(print(as_chars(claim.header)));
  Progress progress("fetching", claim.plan.sealed_total());
  uint64_t fetched = 0;
  for (uint32_t n = 0; n < claim.plan.part_count(); ++n) {
    MAYFLY_LET(part, get_part(exchange, claim, view.lease, n,
                              [&](uint64_t bytes) { progress.show(fetched + bytes); }));
    fetched += part.size();
    MAYFLY_TRY(print(part));
  }
  return finish_view(exchange, claim, view.lease);
}

Outcome<void> run(std::vector<std::string> arguments) {
  MAYFLY_LET(options, parse(std::move(arguments)));
  MAYFLY_LET(patience, parse_patience(options.patience));
  SystemRandom random;
  MAYFLY_LET(visitor, Visitor::make(options.link, patience));
  MAYFLY_LET(peek, visitor.peek(random));
  MAYFLY_LET(view, visitor.take_view(peek, options.password_file, random));
  Exchange exchange(visitor.client(), random, patience, nullptr);
  return copy_sealed(exchange, view);
}

}  // namespace

const Verb kFetchVerb = {"fetch", "take a view, and write the sealed drop as an age file", kHelp,
                         run};

}  // namespace mayfly
