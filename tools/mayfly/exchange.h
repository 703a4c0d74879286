// Requests that get through: tried again while the fault may pass, until patience or the person
// says stop.
#pragma once

#include "client-wasm/random.h"
#include "tools/mayfly/backoff.h"
#include "tools/mayfly/http_client.h"
#include "tools/mayfly/interrupt.h"
#include "tools/mayfly/json.h"

namespace mayfly {

// Every request of the protocol may be repeated: it says itself what was done already.
class Exchange {
 public:
  // `patience` is how long one request may wait in all. `interrupt` may be null. Both references
  // outlive the exchange.
  Exchange(HttpClient& client, Random& random, Milliseconds patience, const Interrupt* interrupt)
      : client_(client), random_(random), patience_(patience), interrupt_(interrupt) {}

  // The server's last word, whatever it is, or why there is none.
  Outcome<HttpAnswer> ask(HttpRequest& request);
  // An answer of 2xx, or why it is another.
  Outcome<HttpAnswer> send(HttpRequest& request);
  // Likewise, and its JSON object.
  Outcome<Json> call(HttpRequest& request);

 private:
  void pause(Milliseconds time) const;
  bool interrupted() const { return interrupt_ != nullptr && interrupt_->requested(); }

  HttpClient& client_;
  Random& random_;
  Milliseconds patience_;
  const Interrupt* interrupt_;
  bool reached_ = false;  // a server that never answered is more likely misspelt than restarting
};

}  // namespace mayfly
