// The holder of a share link: asks what is there, proves the key, takes a view.
#pragma once

#include <string>

#include "client-wasm/keys.h"
#include "client-wasm/random.h"
#include "tools/mayfly/http_client.h"
#include "tools/mayfly/link_input.h"
#include "tools/mayfly/recipient_calls.h"

namespace mayfly {

// What a view needs until it is done.
struct TakenView {
  Claim claim;
  LeaseToken lease;
  AgeIdentity identity;
};

class Visitor {
 public:
  // The argument is wiped.
  static Outcome<Visitor> make(std::string& link_argument, Milliseconds patience);

  HttpClient& client() { return client_; }
  Milliseconds patience() const { return patience_; }

  // Takes no view.
  Outcome<GrantPeek> peek(Random& random);
  // As lines for people: what is there, for how long, and what the sender learns.
  std::string describe(const GrantPeek& peek, int64_t now) const;
  // Root of all keys; asks for the password where one is needed and none was given.
  Outcome<Root> unlock(const std::optional<PasswordParams>& params,
                       const std::string& password_file);
  // Counts a view. At a terminal a wrong password may be typed again.
  Outcome<TakenView> take_view(const GrantPeek& peek, const std::string& password_file,
                               Random& random);

 private:
  Visitor(HttpClient client, LinkSecret secret, Milliseconds patience)
      : client_(std::move(client)), secret_(std::move(secret)), patience_(patience) {}

  HttpClient client_;
  LinkSecret secret_;
  Milliseconds patience_;
  bool typed_ = false;  // the password came from the terminal
};

}  // namespace mayfly
