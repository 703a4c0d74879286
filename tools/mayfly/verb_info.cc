// `mayfly info`: what a link leads to, without taking a view.
#include <ctime>

#include "tools/mayfly/arguments.h"
#include "tools/mayfly/parse.h"
#include "tools/mayfly/say.h"
#include "tools/mayfly/verb.h"
#include "tools/mayfly/visitor.h"

namespace mayfly {
namespace {

constexpr std::string_view kHelp =
    R"(usage: mayfly info LINK

Says what is there, and for how long. Takes no view; names and contents stay sealed until one is taken.

  LINK    the share link, or - to read it from standard input

Exit code 3 means that it is gone.
)";

Outcome<void> run(std::vector<std::string> arguments) {
  std::string link;
  Arguments parser("info");
  parser.word("LINK", link);
  MAYFLY_TRY(parser.parse(std::move(arguments)));
  MAYFLY_LET(patience, parse_patience(""));
  SystemRandom random;
  MAYFLY_LET(visitor, Visitor::make(link, patience));
  MAYFLY_LET(peek, visitor.peek(random));
  return print(visitor.describe(peek, std::time(nullptr)) + "\n");
}

}  // namespace

const Verb kInfoVerb = {"info", "say what a link leads to; takes no view", kHelp, run};

}  // namespace mayfly
