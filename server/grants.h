// The rules of grants, the ways into a drop: protocol.md section 4.
#pragma once

#include <optional>

#include "common/id.h"
#include "server/rules.h"

namespace mayfly {

struct NewGrant {
  GrantId grant;
  Verifier access_verifier;
  Bytes header;            // age header and payload nonce, at most kHeaderSizeMax
  uint32_t max_views = 0;  // 0: no limit
  std::optional<PasswordCost> password;
  std::optional<Bytes> note;  // 1 to kNoteSizeMax bytes
  std::optional<Bytes> hint;  // 1 to kHintSizeMax bytes
};

struct GrantViews {
  uint32_t max_views;
  uint32_t views;
};

// What the owner sees.
struct GrantDescription {
  GrantId grant;
  State state;
  uint32_t max_views;
  uint32_t views;   // counted so far, those with a running lease included
  uint32_t leases;  // running
  UnixTime created_at;
  std::optional<PasswordCost> password;
  std::optional<Bytes> note;
};

// What anybody sees who knows the id. After the end only `state` has a meaning.
struct GrantInfo {
  State state;
  UnixTime expires_at = 0;
  std::optional<uint32_t> views_left;  // nothing: no limit
  uint64_t size = 0;                   // of the payload's plaintext, in bytes
  std::optional<PasswordCost> password;
  bool tracked = false;
  std::optional<Bytes> hint;
};

class Grants {
 public:
  explicit Grants(Rules& rules) : rules_(rules) {}

  // True when the same grant was there already. kDropNotFound, kDropGone, kGrantExists,
  // kGrantsFull, kBadField (header, max_views, password, note, hint).
  Answer<bool> put(const OwnerAccess& owner, const NewGrant& wanted);

  // kDropNotFound, kDropGone (also when this grant was removed), kGrantNotFound, kBadField.
  Answer<GrantViews> change(const OwnerAccess& owner, const GrantId& grant, uint32_t max_views);

  // Ends its leases too. Also when it has ended already. kDropNotFound, kGrantNotFound.
  Answer<void> revoke(const OwnerAccess& owner, const GrantId& grant);

  // kGrantNotFound.
  Answer<GrantInfo> info(const GrantId& grant);

 private:
  Rules& rules_;
};

}  // namespace mayfly
