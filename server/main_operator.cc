// Two side doors.
#include "server/main_operator.h"

#include "server/http_local.h"
#include "server/http_unix.h"

namespace mayfly {
Result<std::unique_ptr<OperatorDoors>> OperatorDoors::open(const Config& config,
                                                           const MetricsSources& sources,
                                                           Log& log) {
  std::unique_ptr<OperatorDoors> doors(new OperatorDoors(sources, log));
  MAYFLY_TRY(doors->open_doors(config, log));
  return doors;
}

OperatorDoors::OperatorDoors(const MetricsSources& sources, Log& log)
    : admin_routes_({sources.rules, sources.version, sources.started_at}, log),
      metrics_routes_(sources),
      metrics_checked_(metrics_routes_, sources.health) {}

Status OperatorDoors::open_doors(const Config& config, Log& log) {
  MAYFLY_LET(path, UnixPath::in(config.data_folder, kAdminSocketName));
  MAYFLY_LET(socket, listen_on_unix(path));
  MAYFLY_LET(admin, SideDoor::open(std::move(socket), admin_routes_, log));
  admin_ = std::move(admin);
  if (config.metrics_port == 0) return {};
  MAYFLY_LET(listener, listen_on(config.metrics_host, config.metrics_port));
  MAYFLY_LET(metrics, SideDoor::open(std::move(listener), metrics_checked_, log));
  metrics_ = std::move(metrics);
  return {};
}

}  // namespace mayfly
