// The call behind `mayflyd stats`.
#include "server/admin.h"
#include "server/json_answer.h"
#include "server/stats.h"

namespace mayfly {

Answer<Response> answer_stats(const AdminServices& services, const Request&) {
  MAYFLY_LET(stats, take_stats(services.rules));
  const RuleLimits& limits = services.rules.limits;
  nlohmann::ordered_json oldest = nullptr;
  if (stats.levels.oldest_erasure_seconds) oldest = *stats.levels.oldest_erasure_seconds;
  return json_response(200, {{"version", services.version},
                             {"uptime_seconds", services.rules.clock.now() - services.started_at},
                             {"open_drops", stats.open_drops},
                             {"live_drops", stats.live_drops},
                             {"ended_drops", stats.ended_drops},
                             {"drops_max", limits.drops_max},
                             {"running_leases", stats.levels.running_leases},
                             {"views_granted", services.rules.counts.of(Counted::kViewGranted)},
                             {"reserved_bytes", stats.levels.reserved_bytes},
                             {"reserved_bytes_max", limits.reserved_bytes_max},
                             {"disk_free_bytes", services.rules.store.room().free},
                             {"blocked_parts", stats.levels.blocked_parts},
                             {"waiting_erasures", stats.levels.waiting_erasures},
                             {"oldest_erasure_seconds", oldest}});
}

}  // namespace mayfly
