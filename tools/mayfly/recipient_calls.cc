// Nothing in an answer is believed before it was checked.
#include "tools/mayfly/recipient_calls.h"

#include "common/base64url.h"
#include "tools/mayfly/problem.h"

namespace mayfly {
namespace {

tl::unexpected<Failure> refuse_form() {
  return refuse(ExitCode::kFailed, "the server speaks another version of the protocol");
}

// Nothing where the member is null or missing; false where it is neither that nor work factors.
bool read_password(const Json& answer, std::optional<PasswordParams>& out) {
  const Json password = answer.value("password", Json());
  if (password.is_null()) return true;
  if (!password.is_object()) return false;
  const auto ops = json_number(password, "ops");
  const auto mem = json_number(password, "mem");
  if (!ops || !mem || *ops > kArgonOpsMax) return false;
  out = PasswordParams{static_cast<uint32_t>(*ops), *mem};
  return true;
}

}  // namespace

Outcome<GrantPeek> peek_grant(Exchange& exchange, const GrantId& grant) {
  HttpRequest request;
  request.method = "GET";
  request.path = "/api/v1/grants/" + grant.to_text();
  MAYFLY_LET(answer, exchange.call(request));
  GrantPeek peek;
  peek.state = json_string(answer, "state").value_or("");
  if (peek.state == "open") {
    return refuse(ExitCode::kFailed, "not ready yet: the sender is still uploading");
  }
  if (peek.state != "live") return tl::make_unexpected(gone_because(peek.state));
  const auto expires_at = json_number(answer, "expires_at");
  const auto size = json_number(answer, "size");
  if (!expires_at || !size || !read_password(answer, peek.password)) return refuse_form();
  peek.expires_at = static_cast<int64_t>(*expires_at);
  peek.size = *size;
  peek.views_left = json_number(answer, "views_left");
  peek.tracked = json_bool(answer, "tracked").value_or(false);
  if (const auto hint = json_string(answer, "hint")) {
    if (auto sealed = base64url_decode(*hint)) peek.hint = std::move(*sealed);
  }
  return peek;
}

Outcome<Claim> claim_view(Exchange& exchange, const GrantId& grant, const AccessToken& access,
                          const LeaseToken& lease) {
  HttpRequest request;
  request.method = "POST";
  request.path = "/api/v1/grants/" + grant.to_text() + "/claim";
  request.token = access.expose();
  request.content_type = "application/json";
  request.body = json_text({{"lease_verifier", Verifier::of(lease.expose()).to_text()}});
  MAYFLY_LET(answer, exchange.call(request));
  const auto size = json_number(answer, "size");
  const auto part_size = json_number(answer, "part_size");
  const auto view = ViewId::parse(json_string(answer, "view").value_or(""));
  auto header = base64url_decode(json_string(answer, "header").value_or(""));
  if (!size || !part_size || !view || !header) return refuse_form();
  MAYFLY_LET(plan, PartPlan::make(*size, *part_size));
  return Claim{*view, std::move(*header), plan, json_number(answer, "views_left")};
}

Outcome<std::string> get_part(Exchange& exchange, const Claim& claim, const LeaseToken& lease,
                              uint32_t n, std::function<void(uint64_t)> on_bytes) {
  HttpRequest request;
  request.method = "GET";
  request.path = "/api/v1/views/" + claim.view.to_text() + "/parts/" + std::to_string(n);
  request.token = lease.expose();
  request.answer_size_max = static_cast<size_t>(claim.plan.sealed_size(n));
  request.on_bytes = std::move(on_bytes);
  MAYFLY_LET(answer, exchange.send(request));
  if (answer.body.size() != claim.plan.sealed_size(n)) {
    return refuse(ExitCode::kFailed, "the server sent a part of another size than it must have");
  }
  return std::move(answer.body);
}

Outcome<void> finish_view(Exchange& exchange, const Claim& claim, const LeaseToken& lease) {
  HttpRequest request;
  request.method = "POST";
  request.path = "/api/v1/views/" + claim.view.to_text() + "/done";
  request.token = lease.expose();
  MAYFLY_TRY(exchange.send(request));
  return {};
}

}  // namespace mayfly
