// A probe record that is written and read back, and the two answers.
#include "server/health.h"

#include <nlohmann/json.hpp>

#include "server/problem.h"
#include "server/request_headers.h"
#include "server/rules_ledger.h"

namespace mayfly {
namespace {

constexpr std::string_view kAlivePath = "/healthz";
constexpr std::string_view kReadyPath = "/readyz";
constexpr std::chrono::seconds kLookEach{1};
constexpr int kUnreadyStatus = 503;

std::string_view word_of(Unready why) {
  switch (why) {
    case Unready::kStopping:
      return "stopping";
    case Unready::kDisk:
      return "disk";
    case Unready::kStore:
      return "store";
  }
  return "store";
}

std::string_view sentence_of(Unready why) {
  switch (why) {
    case Unready::kStopping:
      return "The server is shutting down.";
    case Unready::kDisk:
      return "The disk has too little room left to take drops.";
    case Unready::kStore:
      return "The store cannot be read or written.";
  }
  return "";
}

Response plain_ok() {
  Response response;
  response.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
  add_api_headers(response);
  response.body = std::string_view("ok\n");
  return response;
}

Response unready_problem(Unready why) {
  const nlohmann::ordered_json document{{"type", "about:blank"},      {"title", "Not ready"},
                                        {"status", kUnreadyStatus},   {"code", "not-ready"},
                                        {"detail", sentence_of(why)}, {"reason", word_of(why)}};
  Response response;
  response.status = kUnreadyStatus;
  response.headers.emplace_back("Content-Type", "application/problem+json");
  add_api_headers(response);
  response.body = document.dump();
  return response;
}

bool is_ours(std::string_view path) { return path == kAlivePath || path == kReadyPath; }

}  // namespace

std::optional<Unready> Health::unready() {
  if (stopping_) return Unready::kStopping;
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (now >= next_look_) {
    last_ = look();
    next_look_ = std::chrono::steady_clock::now() + kLookEach;
  }
  return last_;
}

std::optional<Unready> Health::look() {
  // No drop has this id; the lock is as good as any.
  const auto written = run_rule(rules_, DropId{}, [](Ledger& ledger) -> Answer<void> {
    MAYFLY_LET(former, ledger.tx.get(keyspace::probe()));
    Bytes value(8);
    ledger.rules.random.fill(value);
    ledger.tx.put(keyspace::probe(), std::move(value));
    return {};
  });
  if (!written) {
    return written.error().code == Code::kStorageFull ? Unready::kDisk : Unready::kStore;
  }
  if (!check_room(rules_, Need::kUpload)) return Unready::kDisk;
  return std::nullopt;
}

Application::Admission HealthRoutes::admit(const RequestHead& head) {
  if (!is_ours(head.path)) return inner_.admit(head);
  if (head.method == Method::kGet || head.method == Method::kHead) return Admitted{0};
  return method_problem("GET, HEAD");
}

Response HealthRoutes::handle(const Request& request) {
  if (!is_ours(request.path)) return inner_.handle(request);
  if (request.path == kAlivePath) return plain_ok();
  const auto why = health_.unready();
  return why ? unready_problem(*why) : plain_ok();
}

}  // namespace mayfly
