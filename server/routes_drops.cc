// Calls about drops: what is in the body, and what is in the answer.
#include "common/limits.h"
#include "server/json_answer.h"
#include "server/json_fields.h"
#include "server/problem.h"
#include "server/routes_owner.h"

namespace mayfly {
namespace {

Answer<Expiry> read_expiry(const JsonFields& fields) {
  constexpr uint64_t kTimeMax = INT64_MAX;
  if (fields.has("expires_at")) {
    if (fields.has("expires_in")) return refuse_field("expires_at");
    MAYFLY_LET(time, fields.number("expires_at", kTimeMax));
    return Expiry{Expiry::Kind::kAt, static_cast<int64_t>(time)};
  }
  MAYFLY_LET(seconds, fields.number("expires_in", kTimeMax));
  return Expiry{Expiry::Kind::kIn, static_cast<int64_t>(seconds)};
}

nlohmann::ordered_json grant_json(const GrantDescription& grant) {
  return {{"grant", grant.grant.to_text()},
          {"state", state_text(grant.state)},
          {"max_views", grant.max_views},
          {"views", grant.views},
          {"leases", grant.leases},
          {"created_at", grant.created_at},
          {"password", password_json(grant.password)},
          {"note", bytes_json(grant.note)}};
}

}  // namespace

Answer<Response> get_info(const Call& call) {
  const RuleLimits& limits = call.services.rules.limits;
  const ServerInfo& info = call.services.info;
  nlohmann::ordered_json features = nlohmann::ordered_json::array();
  nlohmann::ordered_json report_recipient;
  if (!info.report_recipient.empty()) {
    features.push_back("reports");
    report_recipient = info.report_recipient;
  }
  if (info.has_terms) features.push_back("terms");
  return json_response(
      200,
      {{"version", info.version},
       {"limits",
        {{"drop_bytes", limits.drop_bytes_max},
         {"expires_in_max", limits.expires_in_max_seconds},
         {"open_seconds", limits.open_seconds},
         {"open_idle_seconds", limits.open_idle_seconds},
         {"max_views", limits.max_views_max},
         {"grants_per_drop", limits.grants_per_drop_max},
         {"part_size_min", kPartSizeMin},
         {"part_size_max", kPartSizeMax}}},
       {"defaults",
        {{"expires_in", info.default_expires_in_seconds}, {"max_views", info.default_max_views}}},
       {"features", features},
       {"report_recipient", report_recipient}});
}

Answer<Response> create_drop(const Call& call) {
  MAYFLY_LET(fields, JsonFields::parse(call.request.body));
  NewDrop wanted;
  wanted.drop = call.path.drop;
  MAYFLY_LET(size, fields.number("size", UINT64_MAX));
  wanted.size = size;
  MAYFLY_LET(part_size, fields.number("part_size", kPartSizeMax));
  wanted.part_size = part_size;
  MAYFLY_LET(expiry, read_expiry(fields));
  wanted.expiry = expiry;
  MAYFLY_LET(owner_verifier, fields.value<Verifier>("owner_verifier"));
  wanted.owner_verifier = owner_verifier;
  MAYFLY_LET(owner_key, fields.value<OwnerKey>("owner_key"));
  wanted.owner_key = owner_key;
  MAYFLY_LET(track, fields.boolean("track"));
  wanted.track = track;
  wanted.client = call.client;
  MAYFLY_LET(created, call.services.drops.create(wanted));
  return json_response(created.existed ? 200 : 201, {{"expires_at", created.expires_at},
                                                     {"open_until", created.open_until},
                                                     {"parts", created.parts}});
}

Answer<Response> put_part(const Call& call) {
  const OwnerCaller owner(call);
  MAYFLY_TRY(
      call.services.drops.put_part(owner.access(), call.path.number, as_bytes(call.request.body)));
  return empty_response();
}

Answer<Response> seal_drop(const Call& call) {
  const OwnerCaller owner(call);
  MAYFLY_LET(expires_at, call.services.drops.seal(owner.access()));
  return json_response(200, {{"expires_at", expires_at}});
}

Answer<Response> describe_drop(const Call& call) {
  const OwnerCaller owner(call);
  MAYFLY_LET(drop, call.services.drops.describe(owner.access()));
  nlohmann::ordered_json grants = nlohmann::ordered_json::array();
  for (const GrantDescription& grant : drop.grants) grants.push_back(grant_json(grant));
  nlohmann::ordered_json events = nlohmann::ordered_json::array();
  for (const Bytes& event : drop.events) events.push_back(base64url_encode(event));
  return json_response(200, {{"state", state_text(drop.state)},
                             {"created_at", drop.created_at},
                             {"expires_at", drop.expires_at},
                             {"size", drop.size},
                             {"part_size", drop.part_size},
                             {"parts", drop.parts},
                             {"missing", drop.missing},
                             {"track", drop.track},
                             {"grants", std::move(grants)},
                             {"events", std::move(events)}});
}

Answer<Response> extend_drop(const Call& call) {
  const OwnerCaller owner(call);
  MAYFLY_LET(fields, JsonFields::parse(call.request.body));
  MAYFLY_LET(expiry, read_expiry(fields));
  MAYFLY_LET(expires_at, call.services.drops.extend(owner.access(), expiry));
  return json_response(200, {{"expires_at", expires_at}});
}

Answer<Response> burn_drop(const Call& call) {
  const OwnerCaller owner(call);
  MAYFLY_TRY(call.services.drops.burn(owner.access()));
  return empty_response();
}

}  // namespace mayfly
