// What the routes of drops and grants share: the owner's access, and members that both write.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "common/base64url.h"
#include "server/routes_table.h"

namespace mayfly {

// The bearer token as the owner's, for the length of one call.
class OwnerCaller {
 public:
  explicit OwnerCaller(const Call& call)
      : drop_(call.path.drop), token_(call.request.bearer.value().expose()), client_(call.client) {}

  OwnerAccess access() const { return {drop_, token_, client_}; }

 private:
  DropId drop_;
  OwnerToken token_;
  ClientKey client_;
};

inline nlohmann::ordered_json bytes_json(const std::optional<Bytes>& bytes) {
  if (!bytes) return nullptr;
  return base64url_encode(*bytes);
}

inline nlohmann::ordered_json password_json(const std::optional<PasswordCost>& cost) {
  if (!cost) return nullptr;
  return {{"ops", cost->ops}, {"mem", cost->mem}};
}

inline nlohmann::ordered_json views_left_json(const std::optional<uint32_t>& views_left) {
  if (!views_left) return nullptr;
  return *views_left;
}

}  // namespace mayfly
