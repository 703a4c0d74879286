// The operator's end of a drop, without a token: by its id, or by one of its grants'.
#pragma once

#include "server/rules.h"

namespace mayfly {

struct TakenDown {
  uint64_t blocked_parts;
};

enum class Blocking : uint8_t { kNo, kYes };

// Ends the drop for the reason kRemoved; its bytes go as those of any drop that ends. With kYes its
// stored parts are put on the blocklist first, so that a crash in between leaves nothing that could
// come back; of a drop that is still being uploaded, those that have arrived. kDropNotFound where
// no drop and no grant has this id; kDropGone, also after its parts were put on the list, where the
// drop has ended otherwise.
Answer<TakenDown> take_down(Rules& rules, const ByteArray<16>& id, Blocking blocking);

}  // namespace mayfly
