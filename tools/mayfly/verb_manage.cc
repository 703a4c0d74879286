// `mayfly manage`: what became of a drop.
#include <ctime>

#include "tools/mayfly/arguments.h"
#include "tools/mayfly/format.h"
#include "tools/mayfly/json.h"
#include "tools/mayfly/keeper.h"
#include "tools/mayfly/say.h"
#include "tools/mayfly/verb.h"

namespace mayfly {
namespace {

constexpr std::string_view kHelp =
    R"(usage: mayfly manage MANAGE-LINK [--links] [--json]

Shows the state of a drop, its views and, if it is tracked, when it was opened.

  MANAGE-LINK    the owner's link, which `mayfly send` wrote to standard error, or - to read it from standard input
  --links        show the share links again, too
  --json         as one JSON object

`mayfly extend` moves its end, `mayfly burn` ends it now.
)";

std::string describe_grant(const OwnedGrant& grant) {
  std::string text = "link: " + printable(grant.state) + ", " + std::to_string(grant.views);
  text += grant.max_views == 0 ? " views, no limit"
                               : " of " + format_count(grant.max_views, "view", "views");
  if (grant.leases > 0) text += ", " + std::to_string(grant.leases) + " being fetched now";
  if (grant.password) text += ", with a password";
  return text + "\n";
}

std::string event_text(const std::string& kind) {
  if (kind == "view") return "opened";
  if (kind == "done") return "fetched to the end";
  if (kind == "lapsed") return "not fetched to the end in time";
  if (kind == "denied") return "a wrong password";
  return printable(kind);
}

std::string describe(const Keeper& keeper, const OwnedDrop& drop, bool links) {
  std::string text = "drop: " + printable(drop.state);
  if (drop.state == "live" || drop.state == "open") {
    text += ", up to " + format_size(drop.size) + ", gone at " + format_time(drop.expires_at);
  }
  text += "\n";
  for (const OwnedGrant& grant : drop.grants) {
    text += describe_grant(grant);
    if (links && !grant.fragment.empty()) text += keeper.origin() + "/d#" + grant.fragment + "\n";
  }
  for (const OwnedEvent& event : drop.events) {
    text += format_time(event.time) + "  " + event_text(event.kind) + "\n";
  }
  return text;
}

std::string describe_json(const Keeper& keeper, const OwnedDrop& drop, bool links) {
  Json grants = Json::array();
  for (const OwnedGrant& grant : drop.grants) {
    Json entry = {{"state", grant.state},
                  {"max_views", grant.max_views},
                  {"views", grant.views},
                  {"leases", grant.leases},
                  {"password", grant.password}};
    if (links && !grant.fragment.empty()) entry["link"] = keeper.origin() + "/d#" + grant.fragment;
    grants.push_back(std::move(entry));
  }
  Json events = Json::array();
  for (const OwnedEvent& event : drop.events) {
    events.push_back({{"t", event.time}, {"kind", event.kind}});
  }
  return json_text({{"state", drop.state},
                    {"created_at", drop.created_at},
                    {"expires_at", drop.expires_at},
                    {"size", drop.size},
                    {"track", drop.track},
                    {"grants", std::move(grants)},
                    {"events", std::move(events)}}) +
         "\n";
}

Outcome<void> run(std::vector<std::string> arguments) {
  std::string link;
  bool links = false;
  bool json = false;
  Arguments parser("manage");
  parser.word("MANAGE-LINK", link);
  parser.flag("--links", links);
  parser.flag("--json", json);
  MAYFLY_TRY(parser.parse(std::move(arguments)));
  MAYFLY_LET(keeper, Keeper::make(link));
  SystemRandom random;
  Exchange exchange = keeper.exchange(random);
  MAYFLY_LET(drop, get_drop(exchange, keeper.owner()));
  return print(json ? describe_json(keeper, drop, links) : describe(keeper, drop, links));
}

}  // namespace

const Verb kManageVerb = {"manage", "show views and state of a drop, by its manage link", kHelp,
                          run};

}  // namespace mayfly
