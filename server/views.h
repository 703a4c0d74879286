// The rules of views: exactly as many as a grant allows, each with a lease to fetch the parts.
#pragma once

#include <optional>

#include "common/id.h"
#include "server/rules.h"

namespace mayfly {

// The token must outlive the call.
struct ClaimRequest {
  GrantId grant;
  const AccessToken& token;
  Verifier lease_verifier;  // of the token that the client picked for its lease
  ClientKey client;
};

struct Claim {
  ViewId view;
  DropId drop;
  Bytes header;
  uint64_t size;
  uint64_t part_size;
  std::optional<uint32_t> views_left;  // nothing: no limit
  UnixTime expires_at;
  UnixTime lease_until;
};

// The token must outlive the call.
struct LeaseAccess {
  ViewId view;
  const LeaseToken& token;
  ClientKey client;
};

class Views {
 public:
  explicit Views(Rules& rules) : rules_(rules) {}

  // Counts the view and makes the lease in one durable step. The same lease verifier again, while
  // its lease lives, counts nothing. kGrantNotFound, kDropOpen, kDropGone.
  Answer<Claim> claim(const ClaimRequest& request);

  // Counts the part as sent, durably, before it returns the sealed bytes. kViewNotFound, kDropGone,
  // kLeaseEnded, kPartNotFound.
  Answer<StoredValue> read_part(const LeaseAccess& lease, uint32_t number);

  // Ends the lease; again is no error. kViewNotFound.
  Answer<void> done(const LeaseAccess& lease);

 private:
  Rules& rules_;
};

}  // namespace mayfly
