// Ten times a second at most.
#include "tools/mayfly/progress.h"

#include <algorithm>
#include <cstdio>

#include "tools/mayfly/format.h"
#include "tools/mayfly/terminal.h"

namespace mayfly {
namespace {

constexpr std::chrono::milliseconds kRedrawPause{100};
constexpr std::chrono::milliseconds kEstimateAfter{1000};

}  // namespace

std::string progress_line(const std::string& verb, uint64_t done, uint64_t total,
                          std::chrono::milliseconds elapsed) {
  const uint64_t percent = total == 0 ? 100 : done * 100 / total;
  std::string line = verb + " " + std::to_string(percent) + " %, " + format_size(done) + " of " +
                     format_size(total);
  if (elapsed < kEstimateAfter || done == 0) return line;
  const double seconds = std::chrono::duration<double>(elapsed).count();
  const double rate = static_cast<double>(done) / seconds;
  line += ", " + format_size(static_cast<uint64_t>(rate)) + "/s, " +
          format_duration(static_cast<uint64_t>(static_cast<double>(total - done) / rate)) +
          " left";
  return line;
}

Progress::Progress(std::string verb, uint64_t total)
    : verb_(std::move(verb)), total_(total), drawn_on_(stderr_is_terminal()) {}

Progress::~Progress() {
  if (drawn_on_) std::fputs("\r\033[K", stderr);
}

void Progress::show(uint64_t done) {
  const Clock::time_point now = Clock::now();
  if (!drawn_on_ || now - drawn_ < kRedrawPause) return;
  drawn_ = now;
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - started_);
  const std::string line = progress_line(verb_, std::min(done, total_), total_, elapsed);
  std::fprintf(stderr, "\r\033[K%s", line.c_str());
}

}  // namespace mayfly
