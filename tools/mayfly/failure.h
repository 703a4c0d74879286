// How a verb ends: an exit code for scripts, and one sentence for people.
#pragma once

#include <string>
#include <string_view>

#include "common/result.h"

namespace mayfly {

// Stated in `mayfly help`; scripts rely on them.
enum class ExitCode : int {
  kOk = 0,
  kFailed = 1,
  kUsage = 2,
  kGone = 3,
  kWrongKey = 4,
  kNetwork = 5,
  kBusy = 6,
  kInterrupted = 130,
};

// Unlike Error it may carry a name: a file's, a host's. Never a secret, never a library's own text.
struct Failure {
  Failure(ExitCode exit_code, std::string sentence) : code(exit_code), text(std::move(sentence)) {}
  Failure(const Error& error);  // NOLINT(google-explicit-constructor): MAYFLY_TRY converts

  ExitCode code;
  std::string text;  // one sentence without the final stop
};

template <typename T>
using Outcome = tl::expected<T, Failure>;

inline tl::unexpected<Failure> refuse(ExitCode code, std::string text) {
  return tl::unexpected<Failure>(Failure(code, std::move(text)));
}

// "SUBJECT: what errno says"; the subject is made printable.
tl::unexpected<Failure> refuse_errno(std::string_view subject, int error_number);

}  // namespace mayfly
