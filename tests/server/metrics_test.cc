// What is counted of requests, and how histograms class what they are told.
#include <cmath>

#include "server/metrics_page.h"
#include "server/metrics_requests.h"
#include "server/problem.h"
#include "server/routes_match.h"
#include "tests/server/routes_support.h"

using namespace mayfly;

namespace {

class Answers final : public Application {
 public:
  Admission admit(const RequestHead&) override { return Admitted{0}; }
  Response handle(const Request&) override { return std::move(next); }
  Response next;
};

Request request_to(Method method, const std::string& path) {
  Request request;
  request.method = method;
  request.path = path;
  return request;
}

uint64_t count(const MeteredRoutes& metered, size_t route, int status) {
  return metered.route(route).statuses[static_cast<size_t>(status - MeteredRoutes::kFirstStatus)];
}

}  // namespace

TEST_CASE("requests are counted by the pattern of their route and by status") {
  Answers answers;
  MeteredRoutes metered(answers);
  const std::string id = id_text<GrantId>(3);
  const auto route = find_route({Method::kGet, "/api/v1/grants/" + id, false});
  REQUIRE(route.has_value());
  CHECK(route_text(routes()[*route]) == "GET /grants/{grant}");
  metered.handle(request_to(Method::kGet, "/api/v1/grants/" + id));
  metered.handle(request_to(Method::kHead, "/api/v1/grants/" + id));
  CHECK(count(metered, kFirstRoute + *route, 200) == 2);
  answers.next = problem_response(Code::kNotFound);
  metered.handle(request_to(Method::kGet, "/api/v1/" + id));
  CHECK(count(metered, kNoRoute, 404) == 1);
  answers.next = Response();
  metered.handle(request_to(Method::kGet, "/d"));
  CHECK(count(metered, kPagesRoute, 200) == 1);
  metered.refused(problem_response(Code::kTooSlow));
  CHECK(count(metered, kNoRoute, 408) == 1);
  CHECK(metered.refusals(Code::kNotFound) == 1);
  CHECK(metered.refusals(Code::kTooSlow) == 1);
  CHECK(metered.refusals(Code::kBusy) == 0);
}

TEST_CASE("an answer of no known status is not counted, and breaks nothing") {
  Answers answers;
  MeteredRoutes metered(answers);
  for (const int status : {-1, 0, 99, 600, 100'000}) {
    answers.next = Response{status, {}, std::string()};
    CHECK(metered.handle(request_to(Method::kGet, "/")).status == status);
  }
  CHECK(metered.route(kPagesRoute).seconds.in_class(0) == 5);
}

TEST_CASE("a histogram's classes include their upper bound") {
  Histogram histogram;
  for (const double seconds : {0.0, 0.001, 0.0011, 29.0, 30.0, 31.0}) histogram.observe(seconds);
  CHECK(histogram.in_class(0) == 2);
  CHECK(histogram.in_class(1) == 1);
  CHECK(histogram.in_class(Histogram::kBounds.size() - 1) == 2);
  CHECK(histogram.in_class(Histogram::kBounds.size()) == 1);
  CHECK(std::abs(histogram.sum_seconds() - 90.0021) < 1e-5);
}

TEST_CASE("the page is Prometheus' text, with what would break it quoted") {
  MetricsPage page;
  page.counter("a_total", "One.", 3, {{"kind", "x"}});
  page.counter("a_total", "One.", 4, {{"kind", "a\"b\\c\nd"}});
  page.gauge("b", "Two.", 0.5);
  CHECK(page.text() ==
        "# HELP a_total One.\n# TYPE a_total counter\n"
        "a_total{kind=\"x\"} 3\na_total{kind=\"a\\\"b\\\\c\\nd\"} 4\n"
        "# HELP b Two.\n# TYPE b gauge\nb 0.5\n");
}
