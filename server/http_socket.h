// Sockets, and the few calls the server makes on them.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "common/bytes.h"
#include "common/result.h"
#include "server/descriptor.h"
#include "server/network.h"

namespace mayfly {

struct Listener {
  Descriptor socket;  // does not block
  uint16_t port;
  std::string name;  // as in a URL: `127.0.0.1:8080`, `[::1]:8080`
};

// `host` is a name or an address; port 0 takes a free one. kBadInput where the name is not known,
// kConflict where the address is taken or not ours.
Result<Listener> listen_on(const std::string& host, uint16_t port);

// A socket that listens already. kStorage where the system does not let it be used.
Result<Listener> listener_on(Descriptor socket);

struct Accepted {
  Descriptor socket;  // does not block
  Address peer;
};

enum class AcceptFault : uint8_t { kNoneWaiting, kNoRoom };
tl::expected<Accepted, AcceptFault> accept_from(const Descriptor& listener);

// What a call on a socket came to. `size` 0 after a read means that the other side has ended.
struct Transfer {
  enum class Outcome : uint8_t { kDone, kWouldBlock, kBroken };
  Outcome outcome;
  size_t size = 0;
};
Transfer receive_from(const Descriptor& socket, std::span<char> into);
// What is to be sent, in this order.
struct Outgoing {
  std::array<std::string_view, 2> pieces;
  const Descriptor* file = nullptr;  // `file_size` bytes of it, from `file_begin` on
  uint64_t file_begin = 0;
  uint64_t file_size = 0;
};
// As much of it as goes at once.
Transfer send_to(const Descriptor& socket, const Outgoing& outgoing);
// Tells the other side that nothing more will come, and leaves reading open.
void end_sending(const Descriptor& socket);

}  // namespace mayfly
