// Values that the records keep and the rules speak of.
#pragma once

#include <cstdint>

namespace mayfly {

// Of a drop or a grant. The values are stored: append, never renumber.
enum class State : uint8_t {
  kOpen = 0,
  kLive = 1,
  kViewed = 2,  // this one and those below are the reasons of an end
  kExpired = 3,
  kBurned = 4,
  kRemoved = 5,
};

constexpr bool has_ended(State state) { return state >= State::kViewed; }

// When a drop shall end: so many seconds from now, or at a Unix time.
struct Expiry {
  enum class Kind : uint8_t { kIn = 0, kAt = 1 };  // stored: never renumber
  Kind kind = Kind::kIn;
  int64_t seconds = 0;

  bool operator==(const Expiry&) const = default;
};

// Argon2id's work factors for a grant with a password.
struct PasswordCost {
  uint32_t ops = 0;
  uint64_t mem = 0;  // bytes

  bool operator==(const PasswordCost&) const = default;
};

}  // namespace mayfly
