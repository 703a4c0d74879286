// From a request to a call of the rules, and from what they say to an answer.
#include "server/routes.h"

#include "server/problem.h"
#include "server/routes_match.h"

namespace mayfly {
namespace {

bool is_api(std::string_view path) {
  return path.substr(0, kApiPrefix.size()) == kApiPrefix &&
         (path.size() == kApiPrefix.size() || path[kApiPrefix.size()] == '/');
}

}  // namespace

Application::Admission Routes::admit(const RequestHead& head) {
  if (!is_api(head.path)) {
    if (head.method == Method::kGet || head.method == Method::kHead) return Admitted{0};
    return method_problem("GET, HEAD");
  }
  auto match = match_route(head);
  if (auto* refusal = std::get_if<Response>(&match)) return std::move(*refusal);
  const Route& route = *std::get<Match>(match).route;
  return Admitted{route.body_size_max, route.answer_size_max};
}

Response Routes::handle(const Request& request) {
  if (is_api(request.path)) return handle_call(request);
  auto admission = admit(request);
  if (auto* refusal = std::get_if<Response>(&admission)) return std::move(*refusal);
  return site_.handle(request);
}

Response Routes::handle_call(const Request& request) {
  auto match = match_route(request);
  if (auto* refusal = std::get_if<Response>(&match)) return std::move(*refusal);
  const auto& [route, path] = std::get<Match>(match);
  auto answer = route->run({services_, request, path, request.client});
  if (answer) return std::move(*answer);
  if (answer.error().code == Code::kInternal) log_.write(Event::kRequestFailed);
  return problem_response(answer.error());
}

}  // namespace mayfly
