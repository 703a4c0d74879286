// `mayfly extend`: move the end of a drop.
#include <ctime>

#include "tools/mayfly/arguments.h"
#include "tools/mayfly/format.h"
#include "tools/mayfly/keeper.h"
#include "tools/mayfly/parse.h"
#include "tools/mayfly/say.h"
#include "tools/mayfly/verb.h"

namespace mayfly {
namespace {

constexpr std::string_view kHelp =
    R"(usage: mayfly extend MANAGE-LINK TIME

Sets when the drop ends: earlier or later than before, within the server's limit.

  MANAGE-LINK    the owner's link, or - to read it from standard input
  TIME           from now: 90m, 24h, 7d, 2w; or a local time: 2026-12-24T18:00 (with Z for UTC)
)";

Outcome<void> run(std::vector<std::string> arguments) {
  std::string link;
  std::string time;
  Arguments parser("extend");
  parser.word("MANAGE-LINK", link);
  parser.word("TIME", time);
  MAYFLY_TRY(parser.parse(std::move(arguments)));
  MAYFLY_LET(expires_in, parse_expiry(time, std::time(nullptr)));
  MAYFLY_LET(keeper, Keeper::make(link));
  SystemRandom random;
  Exchange exchange = keeper.exchange(random);
  MAYFLY_LET(expires_at, extend_drop(exchange, keeper.owner(), expires_in));
  say("it will be gone at " + format_time(expires_at));
  return {};
}

}  // namespace

const Verb kExtendVerb = {"extend", "move the end of a drop, by its manage link", kHelp, run};

}  // namespace mayfly
