// `mayfly identity`: the age identity behind a link, so that tools which are not ours can open the
// drop.
#include "client-wasm/age/key_text.h"
#include "tools/mayfly/arguments.h"
#include "tools/mayfly/parse.h"
#include "tools/mayfly/say.h"
#include "tools/mayfly/verb.h"
#include "tools/mayfly/visitor.h"

namespace mayfly {
namespace {

constexpr std::string_view kHelp =
    R"(usage: mayfly identity LINK [--password-file FILE] [--offline]

Prints the secret key of a link as an age identity file. Takes no view. With it, any age opens the drop:

  mayfly identity "$LINK" > key
  mayfly fetch --raw "$LINK" > drop.age
  age -d -i key drop.age | tar x

  LINK                  the share link, or - to read it from standard input
  --password-file FILE  its first line is the password; else MAYFLY_PASSWORD, else it is asked for
  --offline             do not ask the server whether there is a password, as for a drop that is gone: there is one
                        if it is given, with the usual work factors
)";

// Which work factors the password is hashed with, if there is one.
Outcome<std::optional<PasswordParams>> find_params(Visitor& visitor, bool offline,
                                                   const std::string& password_file) {
  if (offline) {
    const bool given = !password_file.empty() || std::getenv("MAYFLY_PASSWORD") != nullptr;
    return given ? std::optional(PasswordParams{}) : std::nullopt;
  }
  SystemRandom random;
  MAYFLY_LET(peek, visitor.peek(random));
  return peek.password;
}

Outcome<void> run(std::vector<std::string> arguments) {
  std::string link;
  std::string password_file;
  bool offline = false;
  Arguments parser("identity");
  parser.word("LINK", link);
  parser.option("--password-file", password_file);
  parser.flag("--offline", offline);
  MAYFLY_TRY(parser.parse(std::move(arguments)));
  MAYFLY_LET(patience, parse_patience(""));
  MAYFLY_LET(visitor, Visitor::make(link, patience));
  MAYFLY_LET(params, find_params(visitor, offline, password_file));
  MAYFLY_LET(root, visitor.unlock(params, password_file));
  std::string text = "# the key of one Mayfly drop; who has it can read the drop\n";
  text += age::format_identity(age_identity(root)) + "\n";
  auto printed = print(text);
  sodium_memzero(text.data(), text.size());
  return printed;
}

}  // namespace

const Verb kIdentityVerb = {"identity", "print the age identity of a link, for other tools", kHelp,
                            run};

}  // namespace mayfly
