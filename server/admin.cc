// The table of the operator's calls, and finding one's way in it.
#include "server/admin.h"

#include "server/log.h"
#include "server/problem.h"

namespace mayfly {
namespace {

constexpr uint64_t kBodySizeMax = 8 * 1024;

constexpr AdminCall kCalls[] = {
    {Method::kPost, "/reports", kJsonBodySizeMax, answer_reports},
    {Method::kPost, "/reports/remove", kJsonBodySizeMax, answer_remove_report},
    {Method::kGet, "/stats", 0, answer_stats},
    {Method::kPost, "/remove", kBodySizeMax, answer_remove},
};

using Found = std::variant<const AdminCall*, Response>;

Found find_call(const RequestHead& head) {
  const AdminCall* found = nullptr;
  for (const AdminCall& call : kCalls) {
    if (call.method == head.method && call.path == head.path) found = &call;
  }
  if (found == nullptr) return problem_response(Code::kNotFound);
  if (head.has_query) return problem_response(Code::kBadRequest);
  if (found->body_size_max == 0) {
    if (head.content_length.value_or(0) > 0) return problem_response(Code::kBodyTooLarge);
    return found;
  }
  if (head.media_type != MediaType::kJson) return problem_response(Code::kMediaType);
  if (!head.content_length) return problem_response(Code::kLengthRequired);
  if (*head.content_length > found->body_size_max) return problem_response(Code::kBodyTooLarge);
  return found;
}

}  // namespace

Application::Admission AdminRoutes::admit(const RequestHead& head) {
  auto found = find_call(head);
  if (auto* refusal = std::get_if<Response>(&found)) return std::move(*refusal);
  return Admitted{std::get<const AdminCall*>(found)->body_size_max};
}

Response AdminRoutes::handle(const Request& request) {
  auto found = find_call(request);
  if (auto* refusal = std::get_if<Response>(&found)) return std::move(*refusal);
  auto answer = std::get<const AdminCall*>(found)->run(services_, request);
  if (answer) return std::move(*answer);
  if (answer.error().code == Code::kInternal) log_.write(Event::kRequestFailed);
  return problem_response(answer.error());
}

}  // namespace mayfly
