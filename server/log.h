// The server's log: what happened, which fault, and numbers. It cannot take a request's text, an
// address or an id, so nothing about a person gets into it.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>

#include "common/result.h"

namespace mayfly {

enum class Event : uint8_t {
  kStarted,
  kStopping,
  kStopped,
  kAcceptPaused,   // no descriptors or memory for another connection
  kRequestFailed,  // a request ended in `internal`
  kStoreFailed,
  kCertificateTaken,
  kCertificateRefused,  // a reload that leaves the old certificate in use
  kErased,              // a pass of the reaper that erased something
};

enum class LogFormat : uint8_t { kPlain, kJson };

class Log {
 public:
  struct Number {
    Literal name;
    int64_t value;
  };

  // One line for each event to descriptor `fd`; `now` tells Unix seconds.
  Log(int fd, std::function<int64_t()> now, LogFormat format = LogFormat::kPlain)
      : fd_(fd), now_(std::move(now)), format_(format) {}

  void write(Event event, std::initializer_list<Number> numbers = {});
  void write(Event event, Fault fault, std::initializer_list<Number> numbers = {});

 private:
  void write_line(Event event, std::optional<Fault> fault, std::initializer_list<Number> numbers);

  const int fd_;
  const std::function<int64_t()> now_;
  const LogFormat format_;
};

}  // namespace mayfly
