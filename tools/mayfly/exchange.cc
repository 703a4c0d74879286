// One loop: send, judge, pause.
#include "tools/mayfly/exchange.h"

#include <thread>

#include "tools/mayfly/problem.h"
#include "tools/mayfly/say.h"

namespace mayfly {
namespace {

Failure failure_of(HttpFault fault, const std::string& origin) {
  const std::string server = printable(origin);
  switch (fault) {
    case HttpFault::kUnreachable:
      return {ExitCode::kNetwork, server + " cannot be reached"};
    case HttpFault::kUntrusted:
      return {ExitCode::kNetwork, "the certificate of " + server + " is not to be trusted"};
    case HttpFault::kTooLarge:
      return {ExitCode::kNetwork, server + " sent more than it may"};
    case HttpFault::kBroken:
      break;
  }
  return {ExitCode::kNetwork, "the connection to " + server + " broke"};
}

Milliseconds to_milliseconds(std::chrono::seconds seconds) { return seconds; }

}  // namespace

Outcome<HttpAnswer> Exchange::send(HttpRequest& request) {
  Backoff backoff(patience_);
  bool announced = false;
  while (true) {
    if (interrupted()) return refuse(ExitCode::kInterrupted, "interrupted");
    auto answer = client_.send(request);
    if (interrupted()) return refuse(ExitCode::kInterrupted, "interrupted");
    if (answer && answer->status / 100 == 2) {
      reached_ = true;
      return std::move(*answer);
    }
    const Failure failure =
        answer ? mayfly::failure_of(*answer) : failure_of(answer.error(), client_.origin());
    const bool passing = answer ? is_passing(*answer)
                                : answer.error() == HttpFault::kBroken ||
                                      (answer.error() == HttpFault::kUnreachable && reached_);
    reached_ = reached_ || answer.has_value();
    std::optional<Milliseconds> asked;
    if (answer && answer->retry_after) asked = to_milliseconds(*answer->retry_after);
    uint32_t spread = 0;
    random_.fill({reinterpret_cast<uint8_t*>(&spread), sizeof spread});
    const auto pause = passing ? backoff.next(asked, spread) : std::nullopt;
    if (!pause) return tl::make_unexpected(failure);
    if (!announced) say(failure.text + "; trying again");
    announced = true;
    if (interrupt_ != nullptr) {
      interrupt_->wait(*pause);
    } else {
      std::this_thread::sleep_for(*pause);
    }
  }
}

Outcome<Json> Exchange::call(HttpRequest& request) {
  MAYFLY_LET(answer, send(request));
  auto object = parse_json_object(answer.body);
  if (!object) return refuse(ExitCode::kFailed, "this is not a Mayfly server, or another version");
  return std::move(*object);
}

}  // namespace mayfly
