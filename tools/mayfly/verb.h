// What the command can do: one entry in the table for each verb, one file for each entry.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/mayfly/failure.h"

namespace mayfly {

struct Verb {
  std::string_view name;
  std::string_view summary;  // one line, for the list
  std::string_view help;     // the whole page, with the usage first
  Outcome<void> (*run)(std::vector<std::string> arguments);
};

extern const Verb kSendVerb;
extern const Verb kOpenVerb;
extern const Verb kInfoVerb;
extern const Verb kIdentityVerb;
extern const Verb kFetchVerb;
extern const Verb kManageVerb;
extern const Verb kExtendVerb;
extern const Verb kBurnVerb;
extern const Verb kReportVerb;
extern const Verb kReportsVerb;

}  // namespace mayfly
