// The holder of a manage link: one drop, and the server it is on.
#pragma once

#include <string>

#include "tools/mayfly/http_client.h"
#include "tools/mayfly/link_input.h"
#include "tools/mayfly/owner_calls.h"

namespace mayfly {

class Keeper {
 public:
  // The argument is wiped.
  static Outcome<Keeper> make(std::string& link_argument);

  const std::string& origin() const { return origin_; }
  const Owner& owner() const { return owner_; }
  Exchange exchange(Random& random) { return {client_, random, kPatience, nullptr}; }

 private:
  static constexpr Milliseconds kPatience{30'000};

  Keeper(std::string origin, HttpClient client, Owner owner)
      : origin_(std::move(origin)), client_(std::move(client)), owner_(std::move(owner)) {}

  std::string origin_;
  HttpClient client_;
  Owner owner_;
};

}  // namespace mayfly
