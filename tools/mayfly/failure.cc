// Which fault ends with which exit code.
#include "tools/mayfly/failure.h"

#include <system_error>

#include "tools/mayfly/say.h"

namespace mayfly {
namespace {

ExitCode exit_code_of(Fault fault) {
  switch (fault) {
    case Fault::kBadLink:
      return ExitCode::kUsage;
    case Fault::kNotFound:
    case Fault::kGone:
      return ExitCode::kGone;
    case Fault::kWrongKey:
    case Fault::kForbidden:
    case Fault::kBadPassword:
      return ExitCode::kWrongKey;
    case Fault::kNetwork:
      return ExitCode::kNetwork;
    case Fault::kThrottled:
    case Fault::kFull:
      return ExitCode::kBusy;
    default:
      return ExitCode::kFailed;
  }
}

}  // namespace

Failure::Failure(const Error& error) : code(exit_code_of(error.fault)), text(error.text.view()) {}

tl::unexpected<Failure> refuse_errno(std::string_view subject, int error_number) {
  return refuse(ExitCode::kFailed,
                printable(subject) + ": " + std::generic_category().message(error_number));
}

}  // namespace mayfly
