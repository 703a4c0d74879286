// What the system says of this process: memory, time, descriptors.
#pragma once

#include "server/metrics_page.h"

namespace mayfly {

// Under the names that Prometheus' clients have agreed on.
void add_process_metrics(MetricsPage& page, double started_at_unix_seconds);

}  // namespace mayfly
