// What only the operator is served: the socket that the verbs ask, and the metrics.
#pragma once

#include "server/admin.h"
#include "server/config.h"
#include "server/main_side_door.h"
#include "server/metrics.h"

namespace mayfly {

class OperatorDoors {
 public:
  // Serves until the end of this object. kStorage, and as listen_on().
  static Result<std::unique_ptr<OperatorDoors>> open(const Config& config,
                                                     const MetricsSources& sources, Log& log);

 private:
  OperatorDoors(const MetricsSources& sources, Log& log);
  Status open_doors(const Config& config, Log& log);

  AdminRoutes admin_routes_;
  MetricsRoutes metrics_routes_;
  HealthRoutes metrics_checked_;
  std::unique_ptr<SideDoor> admin_;
  std::unique_ptr<SideDoor> metrics_;
};

}  // namespace mayfly
