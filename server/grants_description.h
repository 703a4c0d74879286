// Every grant of a drop as its owner sees it.
#pragma once

#include "server/grants.h"
#include "server/rules_ledger.h"

namespace mayfly {

Result<std::vector<GrantDescription>> describe_grants(Ledger& ledger, const DropRecord& drop);

}  // namespace mayfly
