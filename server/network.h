// Addresses: how they are written, which network one belongs to, and what trusted proxies say of
// them.
#pragma once

#include <netinet/in.h>

#include <optional>
#include <string_view>
#include <vector>

#include "common/bytes.h"

namespace mayfly {

// An IPv6 address, or an IPv4 one as RFC 4291 section 2.5.5.2 maps it into IPv6.
using Address = ByteArray<16>;

Address address_of(const in_addr& address);
Address address_of(const in6_addr& address);
// IPv4, or IPv6 with or without brackets; a port may follow IPv4 and brackets, as some proxies
// write it. Nothing for anything else, zone names included.
std::optional<Address> parse_address(std::string_view text);

// What counts as one client: the four bytes of an IPv4 address, or the eight of the /64 of an IPv6
// one, which is one household's.
Bytes network_of(const Address& address);

// Networks that are written as `10.0.0.0/8` or `2001:db8::/32`, or as one address.
class Networks {
 public:
  // False, and nothing added, where the text is not in that form, or has bits set past its prefix:
  // whoever wrote that meant something else.
  bool add(std::string_view text);
  bool contains(const Address& address) const;

 private:
  struct Block {
    Address prefix;
    int bits;
  };
  static std::optional<Block> parse(std::string_view text);

  std::vector<Block> blocks_;
};

// Which client a trusted peer speaks for. `forwarded_for` is all lines of X-Forwarded-For, joined
// by commas: each proxy adds on the right whom it has seen, so that from the right the first that
// is not trusted is the client, and what stands left of it was written by whoever liked to. Nothing
// where the peer says nothing of use: then it is the client itself. What is no address ends the
// search at the proxy that reported it.
std::optional<Address> forwarded_client(std::string_view forwarded_for, const Networks& trusted);

}  // namespace mayfly
