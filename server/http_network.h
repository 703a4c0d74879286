// Which network a client belongs to, for counting wrong tokens: by its socket, or by its proxy.
#pragma once

#include <netinet/in.h>

#include <string_view>

#include "common/bytes.h"

namespace mayfly {

// An IPv4 address, also where IPv6 wraps it; or the /64 of an IPv6 one, which is one household's.
Bytes network_of(const in_addr& address);
Bytes network_of(const in6_addr& address);

// Behind a proxy on this machine all clients would count as one, and could lock each other out. So
// what a loopback `peer` says in X-Forwarded-For can be believed: of the header's last line the
// last address, which is the one that the proxy itself has seen. `peer` where it says nothing of
// use.
Bytes forwarded_network(const Bytes& peer, std::string_view forwarded_for);

}  // namespace mayfly
