// How much of something each client holds, within a bound for all and one for each. One thread
// only.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "server/client_key.h"

namespace mayfly {

// Bytes of memory, or connections. Only who holds something is remembered, so that this is as
// bounded as what it counts.
class ClientShares {
 public:
  // 0 for no limit.
  ClientShares(uint64_t all_max, uint64_t each_max) : all_max_(all_max), each_max_(each_max) {}

  bool fits_all(uint64_t amount) const { return fits(held_, amount, all_max_); }
  bool fits(const ClientKey& client, uint64_t amount) const {
    return fits_all(amount) && fits(held_by(client), amount, each_max_);
  }
  uint64_t held() const { return held_; }
  uint64_t held_by(const ClientKey& client) const {
    const auto found = clients_.find(client);
    return found == clients_.end() ? 0 : found->second;
  }
  // How often something was given back: when this has changed, what did not fit may fit now.
  uint64_t returns() const { return returns_; }

 private:
  friend class Share;

  static bool fits(uint64_t held, uint64_t amount, uint64_t max) {
    return max == 0 || (held <= max && amount <= max - held);
  }
  void change(const ClientKey& client, uint64_t from, uint64_t to) {
    held_ += to - from;
    uint64_t& mine = clients_[client];
    mine += to - from;
    if (mine == 0) clients_.erase(client);
    if (to < from) ++returns_;
  }

  uint64_t all_max_;
  uint64_t each_max_;
  uint64_t held_ = 0;
  uint64_t returns_ = 0;
  std::unordered_map<ClientKey, uint64_t, ClientKeyHash> clients_;
};

// What one connection holds of it for a client; given back at the end.
class Share {
 public:
  explicit Share(ClientShares& shares) : shares_(shares) {}
  Share(const Share&) = delete;
  Share& operator=(const Share&) = delete;
  ~Share() { set_anyway(0); }

  uint64_t held() const { return held_; }
  // Whether so much more is to be had.
  bool fits(uint64_t more) const { return shares_.fits(client_, more); }
  // To less always; to more only where that fits.
  bool set(uint64_t amount) {
    if (amount > held_ && !shares_.fits(client_, amount - held_)) return false;
    set_anyway(amount);
    return true;
  }
  // Also past the bounds, for what is there already.
  void set_anyway(uint64_t amount) {
    if (amount != held_) shares_.change(client_, held_, amount);
    held_ = amount;
  }
  // Gives back all that the client before held.
  void belongs_to(const ClientKey& client) {
    set_anyway(0);
    client_ = client;
  }
  const ClientKey& client() const { return client_; }

 private:
  ClientShares& shares_;
  ClientKey client_;
  uint64_t held_ = 0;
};

}  // namespace mayfly
