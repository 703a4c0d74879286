// How far a transfer is, on one line of the terminal that rewrites itself; silent elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace mayfly {

class Progress {
 public:
  // `verb` as in "sending". Draws only where stderr is a terminal.
  Progress(std::string verb, uint64_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `done` bytes in all; may fall when something is sent again.
  void show(uint64_t done);

 private:
  using Clock = std::chrono::steady_clock;

  std::string verb_;
  uint64_t total_;
  bool drawn_on_;
  Clock::time_point started_ = Clock::now();
  Clock::time_point drawn_{};
};

// "sending 42 %, 84 MB of 200 MB, 12 MB/s, 9 seconds left": without the last two while `elapsed` is
// too short to say.
std::string progress_line(const std::string& verb, uint64_t done, uint64_t total,
                          std::chrono::milliseconds elapsed);

}  // namespace mayfly
