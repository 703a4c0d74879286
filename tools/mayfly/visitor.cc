// Before the transfer nothing is on disk and no part was sent, so Ctrl-C may simply end the process
// here.
#include "tools/mayfly/visitor.h"

#include "client-wasm/sealed_text.h"
#include "tools/mayfly/format.h"
#include "tools/mayfly/json.h"
#include "tools/mayfly/password_input.h"
#include "tools/mayfly/say.h"

namespace mayfly {
namespace {

constexpr int kTypedTriesMax = 3;

// What the sender agreed to show before any view; empty where there is nothing, or nothing of ours.
std::string describe_hint(const LinkSecret& secret, const std::optional<Bytes>& sealed) {
  if (!sealed) return {};
  const auto plain = open_hint(hint_key(secret), *sealed);
  if (!plain) return {};
  const auto hint = parse_json_object(as_chars(plain->expose()));
  if (!hint) return {};
  std::string text;
  if (const auto from = json_string(*hint, "from")) text += "from " + printable(*from) + ": ";
  if (const auto files = json_number(*hint, "files")) {
    text += format_count(*files, "file", "files");
    if (const auto bytes = json_number(*hint, "bytes")) text += ", " + format_size(*bytes);
  }
  return text;
}

}  // namespace

Outcome<Visitor> Visitor::make(std::string& link_argument, Milliseconds patience) {
  MAYFLY_LET(link, LinkInput::read(link_argument, LinkKind::kShare));
  MAYFLY_LET(secret, parse_share_fragment(link.fragment()));
  MAYFLY_LET(client, HttpClient::make(link.origin()));
  return Visitor(std::move(client), std::move(secret), patience);
}

Outcome<GrantPeek> Visitor::peek(Random& random) {
  Exchange exchange(client_, random, patience_, nullptr);
  return peek_grant(exchange, grant_id(secret_));
}

std::string Visitor::describe(const GrantPeek& peek, int64_t now) const {
  std::string text = describe_hint(secret_, peek.hint);
  if (text.empty()) text = "a sealed drop of up to " + format_size(peek.size);
  text += "\n";
  if (peek.views_left) {
    text += format_count(*peek.views_left, "view", "views") + " left; ";
  }
  const int64_t left = peek.expires_at > now ? peek.expires_at - now : 0;
  text += "gone in " + format_duration(static_cast<uint64_t>(left)) + ", at " +
          format_time(peek.expires_at);
  if (peek.password) text += "\na password is needed";
  if (peek.tracked) text += "\nthe sender will see when it was opened";
  return text;
}

Outcome<Root> Visitor::unlock(const std::optional<PasswordParams>& params,
                              const std::string& password_file) {
  if (!params) return root_of(secret_);
  MAYFLY_LET(given, given_password(password_file));
  if (!given) {
    MAYFLY_LET(typed, ask_password());
    given = std::move(typed);
    typed_ = true;
  }
  MAYFLY_LET(hash, hash_password(given->expose(), password_salt(secret_), *params));
  return root_of(secret_, hash);
}

Outcome<TakenView> Visitor::take_view(const GrantPeek& peek, const std::string& password_file,
                                      Random& random) {
  Exchange exchange(client_, random, patience_, nullptr);
  auto lease = random.make<LeaseToken>();
  for (int tries = 1;; ++tries) {
    MAYFLY_LET(root, unlock(peek.password, password_file));
    auto claim = claim_view(exchange, grant_id(secret_), access_token(root), lease);
    if (claim) return TakenView{std::move(*claim), std::move(lease), age_identity(root)};
    const bool wrong = claim.error().code == ExitCode::kWrongKey;
    if (!wrong || !typed_ || tries == kTypedTriesMax) {
      return tl::make_unexpected(std::move(claim.error()));
    }
    say("wrong password; no view was taken");
  }
}

}  // namespace mayfly
