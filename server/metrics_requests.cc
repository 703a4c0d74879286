// A layer around the application that only counts.
#include "server/metrics_requests.h"

#include <chrono>

#include "server/routes_match.h"

namespace mayfly {
namespace {

size_t route_of(const Request& request) {
  if (!request.path.starts_with(kApiPrefix)) return kPagesRoute;
  const auto index = find_route(request);
  return index ? kFirstRoute + *index : kNoRoute;
}

}  // namespace

MeteredRoutes::MeteredRoutes(Application& inner)
    : inner_(inner), routes_(kFirstRoute + mayfly::routes().size()) {}

Response MeteredRoutes::handle(const Request& request) {
  const auto begun = std::chrono::steady_clock::now();
  const size_t route = route_of(request);
  Response response = inner_.handle(request);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  routes_[route].seconds.observe(took.count());
  count(route, response);
  return response;
}

void MeteredRoutes::refused(const Response& response) { count(kNoRoute, response); }

void MeteredRoutes::count(size_t route, const Response& response) {
  const auto index = static_cast<size_t>(response.status - kFirstStatus);
  if (index < kStatuses) {
    routes_[route].statuses[index].fetch_add(1, std::memory_order_relaxed);
  }
  if (response.code) {
    codes_[static_cast<size_t>(*response.code)].fetch_add(1, std::memory_order_relaxed);
  }
}

}  // namespace mayfly
