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

std::optional<Milliseconds> asked_pause(const tl::expected<HttpAnswer, HttpFault>& answer) {
  if (!answer || !answer->retry_after) return std::nullopt;
  return *answer->retry_after;
}

}  // namespace

Outcome<HttpAnswer> Exchange::ask(HttpRequest& request) {
  Backoff backoff(patience_);
  bool announced = false;
  while (true) {
    if (interrupted()) return refuse(ExitCode::kInterrupted, "interrupted");
    auto answer = client_.send(request);
    if (interrupted()) return refuse(ExitCode::kInterrupted, "interrupted");
    if (answer && !is_passing(*answer)) {
      reached_ = true;
      return std::move(*answer);
    }
    const Failure failure =
        answer ? mayfly::failure_of(*answer) : failure_of(answer.error(), client_.origin());
    const bool passing = answer || answer.error() == HttpFault::kBroken ||
                         (answer.error() == HttpFault::kUnreachable && reached_);
    reached_ = reached_ || answer.has_value();
    uint32_t spread = 0;
    random_.fill({reinterpret_cast<uint8_t*>(&spread), sizeof spread});
    const auto time = passing ? backoff.next(asked_pause(answer), spread) : std::nullopt;
    if (!time) return tl::make_unexpected(failure);
    if (!announced) say(failure.text + "; trying again");
    announced = true;
    pause(*time);
  }
}

void Exchange::pause(Milliseconds time) const {
  if (interrupt_ != nullptr) {
    interrupt_->wait(time);
  } else {
    std::this_thread::sleep_for(time);
  }
}

Outcome<HttpAnswer> Exchange::send(HttpRequest& request) {
  MAYFLY_LET(answer, ask(request));
  if (answer.status / 100 != 2) return tl::make_unexpected(mayfly::failure_of(answer));
  return answer;
}

Outcome<Json> Exchange::call(HttpRequest& request) {
  MAYFLY_LET(answer, send(request));
  auto object = parse_json_object(answer.body);
  if (!object) return refuse(ExitCode::kFailed, "this is not a Mayfly server, or another version");
  return std::move(*object);
}

}  // namespace mayfly
