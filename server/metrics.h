// Everything that is counted and measured, as one page: for a listener of the operator's own.
#pragma once

#include "server/counts_http.h"
#include "server/health.h"
#include "server/metrics_requests.h"
#include "server/rules.h"

namespace mayfly {

// Where the numbers come from.
struct MetricsSources {
  Rules& rules;
  Health& health;
  const MeteredRoutes& requests;
  const HttpCounts& http;
  std::string_view version;  // of the program
  UnixTime started_at;
};

// Serves `GET /metrics`; nothing else is there.
class MetricsRoutes final : public Application {
 public:
  explicit MetricsRoutes(const MetricsSources& sources) : sources_(sources) {}

  Admission admit(const RequestHead& head) override;
  Response handle(const Request& request) override;

 private:
  const MetricsSources sources_;
};

}  // namespace mayfly
