// Calls about grants: what is in the body, and what is in the answer.
#include "common/limits.h"
#include "server/json_answer.h"
#include "server/json_fields.h"
#include "server/problem.h"
#include "server/routes_owner.h"

namespace mayfly {
namespace {

Answer<uint32_t> read_max_views(const JsonFields& fields) {
  MAYFLY_LET(max_views, fields.number("max_views", kMaxViewsMax));
  return static_cast<uint32_t>(max_views);
}

// The members of `password` are named by it as a whole.
Answer<std::optional<PasswordCost>> read_password(const JsonFields& fields) {
  MAYFLY_LET(password, fields.optional_object("password"));
  if (!password) return std::optional<PasswordCost>();
  const auto ops = password->number("ops", kArgonOpsMax);
  const auto mem = password->number("mem", kArgonMemMax);
  if (!ops || !mem) return refuse_field("password");
  return std::optional<PasswordCost>({static_cast<uint32_t>(*ops), *mem});
}

}  // namespace

Answer<Response> put_grant(const Call& call) {
  const OwnerCaller owner(call);
  MAYFLY_LET(fields, JsonFields::parse(call.request.body));
  NewGrant wanted;
  wanted.grant = call.path.grant;
  MAYFLY_LET(access_verifier, fields.value<Verifier>("access_verifier"));
  wanted.access_verifier = access_verifier;
  MAYFLY_LET(header, fields.bytes("header", kHeaderSizeMax));
  wanted.header = std::move(header);
  MAYFLY_LET(max_views, read_max_views(fields));
  wanted.max_views = max_views;
  MAYFLY_LET(password, read_password(fields));
  wanted.password = password;
  MAYFLY_LET(note, fields.optional_bytes("note", kNoteSizeMax));
  wanted.note = std::move(note);
  MAYFLY_LET(hint, fields.optional_bytes("hint", kHintSizeMax));
  wanted.hint = std::move(hint);
  MAYFLY_LET(existed, call.services.grants.put(owner.access(), wanted));
  return json_response(existed ? 200 : 201, nlohmann::ordered_json::object());
}

Answer<Response> change_grant(const Call& call) {
  const OwnerCaller owner(call);
  MAYFLY_LET(fields, JsonFields::parse(call.request.body));
  MAYFLY_LET(max_views, read_max_views(fields));
  MAYFLY_LET(views, call.services.grants.change(owner.access(), call.path.grant, max_views));
  return json_response(200, {{"max_views", views.max_views}, {"views", views.views}});
}

Answer<Response> revoke_grant(const Call& call) {
  const OwnerCaller owner(call);
  MAYFLY_TRY(call.services.grants.revoke(owner.access(), call.path.grant));
  return empty_response();
}

Answer<Response> grant_info(const Call& call) {
  MAYFLY_LET(info, call.services.grants.info(call.path.grant));
  if (has_ended(info.state)) return json_response(200, {{"state", state_text(info.state)}});
  return json_response(200, {{"state", state_text(info.state)},
                             {"expires_at", info.expires_at},
                             {"views_left", views_left_json(info.views_left)},
                             {"size", info.size},
                             {"password", password_json(info.password)},
                             {"tracked", info.tracked},
                             {"hint", bytes_json(info.hint)}});
}

}  // namespace mayfly
