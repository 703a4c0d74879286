// Reads a manage link.
#include "tools/mayfly/keeper.h"

namespace mayfly {

Outcome<Keeper> Keeper::make(std::string& link_argument) {
  MAYFLY_LET(link, LinkInput::read(link_argument, LinkKind::kManage));
  MAYFLY_LET(owner, Owner::from_fragment(link.fragment()));
  MAYFLY_LET(client, HttpClient::make(link.origin()));
  return Keeper(link.origin(), std::move(client), std::move(owner));
}

}  // namespace mayfly
