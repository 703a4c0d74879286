// Calls about views: the claim, the parts, the end.
#include "server/json_answer.h"
#include "server/json_fields.h"
#include "server/problem.h"
#include "server/routes_owner.h"

namespace mayfly {

Answer<Response> claim_view(const Call& call) {
  MAYFLY_LET(fields, JsonFields::parse(call.request.body));
  MAYFLY_LET(lease_verifier, fields.value<Verifier>("lease_verifier"));
  const AccessToken token(call.request.bearer.value().expose());
  MAYFLY_LET(claim,
             call.services.views.claim({call.path.grant, token, lease_verifier, call.client}));
  return json_response(200, {{"view", claim.view.to_text()},
                             {"drop", claim.drop.to_text()},
                             {"header", base64url_encode(claim.header)},
                             {"size", claim.size},
                             {"part_size", claim.part_size},
                             {"views_left", views_left_json(claim.views_left)},
                             {"expires_at", claim.expires_at},
                             {"lease_until", claim.lease_until}});
}

Answer<Response> read_part(const Call& call) {
  const LeaseToken token(call.request.bearer.value().expose());
  MAYFLY_LET(part,
             call.services.views.read_part({call.path.view, token, call.client}, call.path.number));
  return octets_response(std::move(part));
}

Answer<Response> finish_view(const Call& call) {
  const LeaseToken token(call.request.bearer.value().expose());
  MAYFLY_TRY(call.services.views.done({call.path.view, token, call.client}));
  return empty_response();
}

}  // namespace mayfly
