// Whose body is read from first while many come at once.
#pragma once

#include <cstdint>
#include <vector>

namespace mayfly {

// A body of which more has come.
struct ReadyBody {
  uint64_t name;  // of its connection
  uint64_t bytes_left;
  int64_t waited;  // milliseconds since it was last read from, or since it began
};

// The nearest to its end first. Bodies that grow evenly are all whole at the same late moment:
// until then they fill the memory, and nobody writes them down. Who has waited for a second goes
// before all others, so nobody waits for ever.
void order_by_turn(std::vector<ReadyBody>& bodies);

}  // namespace mayfly
