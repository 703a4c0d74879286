// Where random bytes come from: an argument, so that tests choose them.
#pragma once

#include "common/bytes.h"

namespace mayfly {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(MutableBytes out) = 0;

  // A secret (or any type with filled_by) of fresh bytes.
  template <typename SecretType>
  SecretType make() {
    return SecretType::filled_by([this](MutableBytes out) { fill(out); });
  }
};

// The system's generator; crypto.getRandomValues in the browser.
class SystemRandom final : public Random {
 public:
  void fill(MutableBytes out) override;
};

}  // namespace mayfly
