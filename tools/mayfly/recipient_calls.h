// The calls of protocol.md section 4 that the holder of a share link makes. All may be repeated.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "client-wasm/password.h"
#include "common/id.h"
#include "common/sizes.h"
#include "common/token.h"
#include "tools/mayfly/exchange.h"

namespace mayfly {

// What may be known before any view.
struct GrantPeek {
  std::string state;
  int64_t expires_at = 0;
  std::optional<uint64_t> views_left;  // nothing where there is no limit
  uint64_t size = 0;                   // of the padded archive, in bytes
  std::optional<PasswordParams> password;
  bool tracked = false;
  std::optional<Bytes> hint;  // sealed
};
// kGone for a drop that has ended.
Outcome<GrantPeek> peek_grant(Exchange& exchange, const GrantId& grant);

// A view taken: what it takes to fetch and open the parts.
struct Claim {
  ViewId view;
  Bytes header;  // age header and payload nonce
  PartPlan plan;
  std::optional<uint64_t> views_left;
};
// With the same lease token again: the same claim, and no further view.
Outcome<Claim> claim_view(Exchange& exchange, const GrantId& grant, const AccessToken& access,
                          const LeaseToken& lease);

// The sealed part. `on_bytes` hears how much of it has come.
Outcome<std::string> get_part(Exchange& exchange, const Claim& claim, const LeaseToken& lease,
                              uint32_t n, std::function<void(uint64_t)> on_bytes);

Outcome<void> finish_view(Exchange& exchange, const Claim& claim, const LeaseToken& lease);

}  // namespace mayfly
