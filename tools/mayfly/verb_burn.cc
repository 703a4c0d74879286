// `mayfly burn`: end a drop now.
#include "tools/mayfly/arguments.h"
#include "tools/mayfly/keeper.h"
#include "tools/mayfly/say.h"
#include "tools/mayfly/verb.h"

namespace mayfly {
namespace {

constexpr std::string_view kHelp =
    R"(usage: mayfly burn MANAGE-LINK

Ends a drop at once, for every link to it, also while somebody is fetching it. The server erases it.

  MANAGE-LINK    the owner's link, which `mayfly send` wrote to standard error, or - to read it from standard input
)";

Outcome<void> run(std::vector<std::string> arguments) {
  std::string link;
  Arguments parser("burn");
  parser.word("MANAGE-LINK", link);
  MAYFLY_TRY(parser.parse(std::move(arguments)));
  MAYFLY_LET(keeper, Keeper::make(link));
  SystemRandom random;
  Exchange exchange = keeper.exchange(random);
  MAYFLY_TRY(burn_drop(exchange, keeper.owner()));
  say("burned");
  return {};
}

}  // namespace

const Verb kBurnVerb = {"burn", "end a drop now, by its manage link", kHelp, run};

}  // namespace mayfly
