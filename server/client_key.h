// Who a client is to the server's memory: its network, as a hash under a key made at start.
#pragma once

#include <cstring>

#include "common/id.h"
#include "server/random.h"

namespace mayfly {

// The key of the hash is never stored, so that neither a memory dump of counters nor anything on
// disk names an address.
using ClientKey = Id<struct ClientTag, 16>;

// For unordered maps: the bytes are a keyed hash already, so that nobody can choose collisions.
struct ClientKeyHash {
  size_t operator()(const ClientKey& key) const {
    size_t value = 0;
    std::memcpy(&value, key.bytes.data(), sizeof value);
    return value;
  }
};

class ClientKeys {
 public:
  explicit ClientKeys(Random& random) { random.fill(hash_key_); }

  // `network` is an IPv4 address or the /64 of an IPv6 one, as network_of() in network.h cuts
  // it.
  ClientKey of(ByteView network) const {
    ClientKey key;
    crypto_generichash(key.bytes.data(), key.bytes.size(), network.data(), network.size(),
                       hash_key_.data(), hash_key_.size());
    return key;
  }

 private:
  ByteArray<32> hash_key_{};
};

}  // namespace mayfly
