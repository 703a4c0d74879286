// The page, from the wire down to the store.
#include "server/metrics.h"

#include "server/metrics_page.h"
#include "server/metrics_process.h"
#include "server/problem.h"
#include "server/request_headers.h"
#include "server/routes_match.h"
#include "server/stats.h"

namespace mayfly {
namespace {

constexpr std::string_view kPath = "/metrics";

double number(uint64_t value) { return static_cast<double>(value); }

std::string route_label(size_t route) {
  if (route == kNoRoute) return "none";
  if (route == kPagesRoute) return "pages";
  return route_text(routes()[route - kFirstRoute]);
}

void add_requests(MetricsPage& page, const MeteredRoutes& requests) {
  for (size_t route = 0; route < requests.routes(); ++route) {
    for (size_t i = 0; i < MeteredRoutes::kStatuses; ++i) {
      const uint64_t count = requests.route(route).statuses[i].load(std::memory_order_relaxed);
      if (count == 0) continue;
      const std::string status =
          std::to_string(static_cast<size_t>(MeteredRoutes::kFirstStatus) + i);
      page.counter("mayfly_requests_total", "Requests that were answered.", number(count),
                   {{"route", route_label(route)}, {"status", status}});
    }
  }
  for (size_t route = kPagesRoute; route < requests.routes(); ++route) {
    page.histogram("mayfly_request_seconds", "From a whole request to its answer.",
                   requests.route(route).seconds, {{"route", route_label(route)}});
  }
  for (size_t i = 0; i < kCodes; ++i) {
    const auto code = static_cast<Code>(i);
    page.counter("mayfly_refusals_total", "Answers with a problem document.",
                 number(requests.refusals(code)), {{"code", std::string(code_text(code))}});
  }
}

void add_wire(MetricsPage& page, const HttpCounts& http) {
  page.counter("mayfly_connections_total", "Connections that were accepted.",
               number(http.connections));
  page.gauge("mayfly_connections", "Connections that are open.", number(http.open_connections));
  page.counter("mayfly_received_bytes_total", "Bytes of requests, headers included.",
               number(http.received_bytes));
  page.counter("mayfly_sent_bytes_total", "Bytes of answers, headers included.",
               number(http.sent_bytes));
}

void add_rules(MetricsPage& page, const Counts& counts) {
  const auto add = [&](const char* name, const char* help, Counted what,
                       std::vector<Label> labels = {}) {
    page.counter(name, help, number(counts.of(what)), std::move(labels));
  };
  add("mayfly_drops_created_total", "Drops that were begun.", Counted::kDropCreated);
  add("mayfly_drops_sealed_total", "Drops that were sealed.", Counted::kDropSealed);
  const char* const ended = "mayfly_drops_ended_total";
  const char* const ended_help = "Drops that ended, by reason.";
  add(ended, ended_help, Counted::kDropViewed, {{"reason", "viewed"}});
  add(ended, ended_help, Counted::kDropExpired, {{"reason", "expired"}});
  add(ended, ended_help, Counted::kDropBurned, {{"reason", "burned"}});
  add(ended, ended_help, Counted::kDropRemoved, {{"reason", "removed"}});
  add("mayfly_views_granted_total", "Claims that were counted.", Counted::kViewGranted);
  const char* const views = "mayfly_views_ended_total";
  const char* const views_help = "Leases that ended: done, or lapsed.";
  add(views, views_help, Counted::kViewDone, {{"how", "done"}});
  add(views, views_help, Counted::kViewLapsed, {{"how", "lapsed"}});
  add("mayfly_views_given_back_total", "Leases that lapsed before a part was sent.",
      Counted::kViewGivenBack);
  add("mayfly_wrong_tokens_total", "Tokens that did not match.", Counted::kTokenWrong);
  page.histogram("mayfly_erase_seconds", "From the end of a drop until its bytes are gone.",
                 counts.erase_seconds);
  page.histogram("mayfly_reaper_pass_seconds", "How long a pass of the reaper took.",
                 counts.pass_seconds);
}

void add_levels(MetricsPage& page, const MetricsSources& sources) {
  const RuleLimits& limits = sources.rules.limits;
  if (const auto levels = take_levels(sources.rules)) {
    page.gauge("mayfly_drops", "Drops that are remembered, ends included.",
               number(levels->remembered_drops));
    page.gauge("mayfly_open_drops", "Drops that are being uploaded, or were when they ended.",
               number(levels->open_drops));
    page.gauge("mayfly_running_leases", "Leases that run.", number(levels->running_leases));
    page.gauge("mayfly_reserved_bytes", "Bytes that count against the quota.",
               number(levels->reserved_bytes));
    page.gauge("mayfly_waiting_erasures", "Erasures that wait to be done.",
               number(levels->waiting_erasures));
    page.gauge("mayfly_oldest_erasure_seconds", "How long the first of them has waited.",
               levels->oldest_erasure_seconds.value_or(0));
    page.gauge("mayfly_reaper_lag_seconds", "How long the first thing that is due has been so.",
               number(static_cast<uint64_t>(levels->lag_seconds)));
    page.gauge("mayfly_blocked_parts", "Parts that are not taken again.",
               number(levels->blocked_parts));
  }
  page.gauge("mayfly_drops_max", "Drops that can be remembered.", number(limits.drops_max));
  page.gauge("mayfly_reserved_bytes_max", "The quota.", number(limits.reserved_bytes_max));
  page.gauge("mayfly_disk_free_bytes", "Room on the disk.",
             number(sources.rules.store.room().free));
  page.gauge("mayfly_ready", "1 where /readyz says so.", sources.health.unready() ? 0 : 1);
}

void add_store(MetricsPage& page, const StoreHealth& store) {
  const auto bytes = [&](const char* kind, uint64_t value) {
    page.gauge("mayfly_store_bytes", "Bytes of the store, by kind.", number(value),
               {{"kind", kind}});
  };
  bytes("memory", store.memory_bytes);
  bytes("cache", store.cache_bytes);
  bytes("tables", store.table_bytes);
  page.gauge("mayfly_store_background_errors", "Errors of the engine's own threads.",
             number(store.background_errors));
  page.gauge("mayfly_store_waiting_compactions", "Tables that wait to be compacted.",
             number(store.waiting_compactions));
  page.gauge("mayfly_store_running_compactions", "Compactions that run.",
             number(store.running_compactions));
  page.gauge("mayfly_store_waiting_flushes", "Tables that wait to be flushed.",
             number(store.waiting_flushes));
  page.gauge("mayfly_store_writes_stopped", "1 where the engine takes no writes.",
             store.writes_stopped ? 1 : 0);
  page.gauge("mayfly_store_write_rate_limit",
             "Bytes a second to which it slows writes down; 0: none.",
             number(store.write_rate_limit));
}

}  // namespace

Application::Admission MetricsRoutes::admit(const RequestHead& head) {
  if (head.path != kPath) return problem_response(Code::kNotFound);
  if (head.method == Method::kGet || head.method == Method::kHead) return Admitted{0};
  return method_problem("GET, HEAD");
}

Response MetricsRoutes::handle(const Request& request) {
  auto admission = admit(request);
  if (auto* refusal = std::get_if<Response>(&admission)) return std::move(*refusal);
  MetricsPage page;
  page.gauge("mayfly_build_info", "Always 1.", 1, {{"version", std::string(sources_.version)}});
  add_requests(page, sources_.requests);
  add_wire(page, sources_.http);
  add_rules(page, sources_.rules.counts);
  add_levels(page, sources_);
  add_store(page, sources_.rules.store.health());
  add_process_metrics(page, static_cast<double>(sources_.started_at));
  Response response;
  response.headers.emplace_back("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  add_api_headers(response);
  response.body = page.text();
  return response;
}

}  // namespace mayfly
