// What the owner of a tracked drop learns, sealed so that only the owner can read it.
#pragma once

#include <optional>

#include "common/id.h"
#include "server/clock.h"

namespace mayfly {

struct OwnerEvent {
  enum class Kind : uint8_t { kView, kDone, kLapsed, kDenied };
  UnixTime time;
  Kind kind;
  GrantId grant;
  std::optional<ViewId> view;  // nothing for kDenied
};

// crypto_box_seal of the JSON that protocol.md describes. kBadInput for a key that is no X25519
// public key: all who seal to it would share the same secret.
Result<Bytes> seal_event(const OwnerEvent& event, const OwnerKey& owner_key);

}  // namespace mayfly
