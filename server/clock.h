// The time of day as something that is handed in, so that tests can turn it.
#pragma once

#include <chrono>
#include <cstdint>

namespace mayfly {

using UnixTime = int64_t;  // seconds since 1970-01-01 UTC

class Clock {
 public:
  virtual ~Clock() = default;
  virtual UnixTime now() const = 0;
  // The same, in milliseconds: for measuring only.
  virtual int64_t milliseconds() const { return now() * 1000; }
};

class SystemClock final : public Clock {
 public:
  UnixTime now() const override { return milliseconds() / 1000; }
  int64_t milliseconds() const override {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count();
  }
};

}  // namespace mayfly
