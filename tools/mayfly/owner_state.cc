// Reads what the server tells an owner; notes and events are opened here, where the owner secret
// is.
#include "common/base64url.h"
#include "tools/mayfly/owner_calls.h"

namespace mayfly {
namespace {

// The share link's fragment out of a sealed note; empty where there is none, or none of ours.
std::string note_fragment(const Owner& owner, const Json& grant) {
  const auto text = json_string(grant, "note");
  if (!text) return {};
  const auto sealed = base64url_decode(*text);
  if (!sealed) return {};
  const auto note = owner.open_note(*sealed);
  if (!note) return {};
  const auto object = parse_json_object(as_chars(note->expose()));
  return object ? json_string(*object, "link").value_or("") : "";
}

OwnedGrant read_grant(const Owner& owner, const Json& grant) {
  OwnedGrant out;
  out.state = json_string(grant, "state").value_or("");
  out.max_views = json_number(grant, "max_views").value_or(0);
  out.views = json_number(grant, "views").value_or(0);
  out.leases = json_number(grant, "leases").value_or(0);
  out.password = grant.value("password", Json()).is_object();
  out.fragment = note_fragment(owner, grant);
  return out;
}

// Nothing for an event that does not open: the server could only have made it up.
std::optional<OwnedEvent> read_event(const Owner& owner, const Json& event) {
  if (!event.is_string()) return std::nullopt;
  const auto sealed = base64url_decode(event.get_ref<const std::string&>());
  if (!sealed) return std::nullopt;
  const auto plain = owner.open_event(*sealed);
  if (!plain) return std::nullopt;
  const auto object = parse_json_object(as_chars(plain->expose()));
  if (!object) return std::nullopt;
  return OwnedEvent{static_cast<int64_t>(json_number(*object, "t").value_or(0)),
                    json_string(*object, "kind").value_or("")};
}

}  // namespace

Outcome<OwnedDrop> get_drop(Exchange& exchange, const Owner& owner) {
  const OwnerToken token = owner.token();
  HttpRequest request;
  request.method = "GET";
  request.path = "/api/v1/drops/" + owner.drop().to_text();
  request.token = token.expose();
  MAYFLY_LET(answer, exchange.call(request));
  OwnedDrop out;
  out.state = json_string(answer, "state").value_or("");
  out.created_at = static_cast<int64_t>(json_number(answer, "created_at").value_or(0));
  out.expires_at = static_cast<int64_t>(json_number(answer, "expires_at").value_or(0));
  out.size = json_number(answer, "size").value_or(0);
  out.track = json_bool(answer, "track").value_or(false);
  if (out.state.empty()) {
    return refuse(ExitCode::kFailed, "the server speaks another version of the protocol");
  }
  for (const Json& grant : answer.value("grants", Json::array())) {
    if (grant.is_object()) out.grants.push_back(read_grant(owner, grant));
  }
  for (const Json& event : answer.value("events", Json::array())) {
    if (auto read = read_event(owner, event)) out.events.push_back(std::move(*read));
  }
  return out;
}

}  // namespace mayfly
