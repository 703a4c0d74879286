// Unpredictable bytes as something that is handed in, so that tests can repeat themselves.
#pragma once

#include <sodium.h>

#include "common/bytes.h"

namespace mayfly {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(MutableBytes out) = 0;
};

// sodium_init() must have been called.
class SystemRandom final : public Random {
 public:
  void fill(MutableBytes out) override { randombytes_buf(out.data(), out.size()); }
};

}  // namespace mayfly
