// The calls of protocol.md section 4 that a sender and owner makes. All may be repeated.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "client-wasm/owner.h"
#include "client-wasm/password.h"
#include "client-wasm/sender.h"
#include "tools/mayfly/exchange.h"

namespace mayfly {

// What the server allows, and what it does where nothing is asked. Bytes, seconds.
struct ServerInfo {
  uint64_t drop_size_max = 0;
  uint64_t expires_in_max = 0;
  uint64_t views_max = 0;
  uint64_t expires_in = 0;
  uint64_t views = 0;
};
Outcome<ServerInfo> get_info(Exchange& exchange);

// When the drop ends, in Unix seconds.
Outcome<int64_t> create_drop(Exchange& exchange, const Owner& owner, const PartPlan& plan,
                             uint64_t expires_in, bool track);

// `sealed` is moved out and back. `on_bytes` hears how much of it was sent.
Outcome<void> put_part(Exchange& exchange, const Owner& owner, uint32_t n, std::string& sealed,
                       std::function<void(uint64_t)> on_bytes);

struct GrantTerms {
  uint32_t max_views = 0;  // 0 for no limit
  std::optional<PasswordParams> password;
  Bytes note;                 // sealed, or empty for none
  std::optional<Bytes> hint;  // sealed
};
Outcome<void> put_grant(Exchange& exchange, const Owner& owner, const NewGrant& grant,
                        const GrantTerms& terms);

// Sealed, with its end in Unix seconds, or not, with parts that the server lacks (it may have lost
// them in a crash).
struct SealAnswer {
  std::optional<int64_t> expires_at;
  std::vector<uint32_t> missing;
};
Outcome<SealAnswer> seal_drop(Exchange& exchange, const Owner& owner);

struct OwnedGrant {
  std::string state;
  uint64_t max_views = 0;
  uint64_t views = 0;
  uint64_t leases = 0;
  bool password = false;
  std::string fragment;  // of its share link, from the owner's note; empty where there is none
};
struct OwnedEvent {
  int64_t time = 0;
  std::string kind;
};
struct OwnedDrop {
  std::string state;
  int64_t created_at = 0;
  int64_t expires_at = 0;
  uint64_t size = 0;
  bool track = false;
  std::vector<OwnedGrant> grants;
  std::vector<OwnedEvent> events;
};
Outcome<OwnedDrop> get_drop(Exchange& exchange, const Owner& owner);

Outcome<int64_t> extend_drop(Exchange& exchange, const Owner& owner, uint64_t expires_in);
Outcome<void> burn_drop(Exchange& exchange, const Owner& owner);

}  // namespace mayfly
