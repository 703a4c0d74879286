// Addresses cut to networks.
#include "server/http_network.h"

#include <arpa/inet.h>

#include <string>

#include "server/request_fields.h"

namespace mayfly {
namespace {

// 127.0.0.0/8, or the /64 of ::1.
bool is_loopback(const Bytes& network) {
  return network.size() == 4 ? network[0] == 127 : network == Bytes(8);
}

}  // namespace

Bytes network_of(const in_addr& address) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(&address);
  return {bytes, bytes + 4};
}

Bytes network_of(const in6_addr& address) {
  if (IN6_IS_ADDR_V4MAPPED(&address)) return {address.s6_addr + 12, address.s6_addr + 16};
  return {address.s6_addr, address.s6_addr + 8};
}

Bytes forwarded_network(const Bytes& peer, std::string_view forwarded_for) {
  if (!is_loopback(peer)) return peer;
  const size_t comma = forwarded_for.rfind(',');
  const std::string last(
      trim(comma == std::string_view::npos ? forwarded_for : forwarded_for.substr(comma + 1)));
  in_addr ipv4{};
  if (inet_pton(AF_INET, last.c_str(), &ipv4) == 1) return network_of(ipv4);
  in6_addr ipv6{};
  if (inet_pton(AF_INET6, last.c_str(), &ipv6) == 1) return network_of(ipv6);
  return peer;
}

}  // namespace mayfly
