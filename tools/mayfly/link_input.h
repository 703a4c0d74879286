// A link as it comes in: an argument, or a line of stdin, which other users of the machine cannot
// see.
#pragma once

#include <string>

#include "client-wasm/link.h"
#include "common/secret.h"
#include "tools/mayfly/failure.h"

namespace mayfly {

class LinkInput {
 public:
  // From `argument`, or from the first line of stdin where it is "-". Warns of a link that was
  // bent, and of plain http to another machine. kUsage when it is not a link of `kind`. The
  // argument is wiped.
  static Outcome<LinkInput> read(std::string& argument, LinkKind kind);

  const std::string& origin() const { return origin_; }
  std::string_view fragment() const;

 private:
  LinkInput(std::string origin, SecretBytes fragment)
      : origin_(std::move(origin)), fragment_(std::move(fragment)) {}

  std::string origin_;
  SecretBytes fragment_;
};

// Is `origin` plain http to another machine than this?
bool is_exposed(std::string_view origin);

}  // namespace mayfly
