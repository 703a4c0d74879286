// What an abuse report says, as the JSON of protocol.md section 4.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/id.h"
#include "common/secret.h"
#include "tools/mayfly/failure.h"

namespace mayfly {

struct ReportText {
  std::string grant;                    // id, base64url
  std::optional<std::string> link;      // the link's fragment, if it was handed over
  std::optional<std::string> password;  // with the link, where there is one
  std::string reason;                   // a code
  std::string words;                    // what the reporter wrote, unchanged
};

// The codes of reasons and what they mean, as lines for people.
std::string list_reasons();
// The meaning of a code; the code itself, made printable, where it is not known.
std::string reason_meaning(const std::string& code);
bool is_reason(std::string_view code);

SecretBytes format_report(const ReportText& report);
// Nothing where it is not the JSON of a report. Members are not believed any further.
std::optional<ReportText> parse_report(ByteView json);

}  // namespace mayfly
