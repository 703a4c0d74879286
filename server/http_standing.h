// Who gives way when connections or memory run short: decided on plain numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace mayfly {

// How one connection stands among the others.
struct Standing {
  enum class Kind : uint8_t {
    kIdle,     // between two requests, or before the first
    kHead,     // a header section is on its way
    kMoving,   // a body or an answer is
    kWaiting,  // as kMoving, held up for want of memory
    kWorking,  // the application has it; it cannot give way
  };
  uint64_t name;
  Kind kind;
  int64_t age_milliseconds;   // of this request or answer, or without any since the last byte
  uint64_t bytes_per_second;  // of the body or answer, since it began
  uint64_t bytes_held;
  uint64_t client_connections;  // of its client, with this one
  uint64_t client_bytes;        // that its client holds, with this one
};

// Which connection is closed for a newcomer, whose client has `newcomer_connections` so far: one
// that does nothing, of the client that has most of them; or else a transfer, the slowest, of a
// client that would still not have fewer connections than the newcomer's; or else the slowest of
// all that are below `bytes_per_second_min`, a few seconds after they began. Nothing where all are
// worth as much as the newcomer.
std::optional<uint64_t> connection_to_close(std::span<const Standing> all,
                                            uint64_t newcomer_connections,
                                            uint64_t bytes_per_second_min);

// Which transfer is given up for one that needs `wanted` bytes more: of the client that holds most,
// if that is still as much as the needy one's client would hold, the slowest; or else the slowest
// of all that are below `bytes_per_second_min`, a few seconds after they began.
std::optional<uint64_t> transfer_to_cut(std::span<const Standing> all, const Standing& needy,
                                        uint64_t wanted, uint64_t bytes_per_second_min);

}  // namespace mayfly
