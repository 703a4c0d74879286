// Reading /proc/self and asking for resource use.
#include "server/metrics_process.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace mayfly {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double open_descriptors() {
  std::error_code failed;
  double count = 0;
  for (std::filesystem::directory_iterator at("/proc/self/fd", failed), end; !failed && at != end;
       at.increment(failed)) {
    ++count;
  }
  return count;
}

}  // namespace

void add_process_metrics(MetricsPage& page, double started_at_unix_seconds) {
  page.gauge("process_start_time_seconds", "When the process started, in Unix seconds.",
             started_at_unix_seconds);
  rusage used{};
  if (getrusage(RUSAGE_SELF, &used) == 0) {
    page.counter("process_cpu_seconds_total", "Processor time, in user and system.",
                 seconds(used.ru_utime) + seconds(used.ru_stime));
  }
  uint64_t pages = 0;
  uint64_t resident = 0;
  if (std::ifstream("/proc/self/statm") >> pages >> resident) {
    const auto page_size = static_cast<double>(sysconf(_SC_PAGESIZE));
    page.gauge("process_virtual_memory_bytes", "Address space in use.",
               static_cast<double>(pages) * page_size);
    page.gauge("process_resident_memory_bytes", "Memory in use.",
               static_cast<double>(resident) * page_size);
  }
  page.gauge("process_open_fds", "Open descriptors.", open_descriptors());
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    page.gauge("process_max_fds", "Descriptors that can be open.",
               static_cast<double>(files.rlim_cur));
  }
}

}  // namespace mayfly
