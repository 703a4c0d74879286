// Requests with the owner token; answers read member by member.
#include "tools/mayfly/owner_calls.h"

#include "common/base64url.h"
#include "tools/mayfly/problem.h"

namespace mayfly {
namespace {

constexpr std::string_view kJson = "application/json";

std::string drop_path(const Owner& owner) { return "/api/v1/drops/" + owner.drop().to_text(); }

HttpRequest json_request(std::string method, std::string path, const Json& body) {
  HttpRequest request;
  request.method = std::move(method);
  request.path = std::move(path);
  request.body = json_text(body);
  request.content_type = kJson;
  return request;
}

HttpRequest bare_request(std::string method, std::string path) {
  HttpRequest request;
  request.method = std::move(method);
  request.path = std::move(path);
  return request;
}

tl::unexpected<Failure> refuse_form() {
  return refuse(ExitCode::kFailed, "the server speaks another version of the protocol");
}

Outcome<int64_t> expiry_of(const Json& answer) {
  const auto expires_at = json_number(answer, "expires_at");
  if (!expires_at) return refuse_form();
  return static_cast<int64_t>(*expires_at);
}

std::vector<uint32_t> missing_parts(const Json& problem) {
  std::vector<uint32_t> parts;
  for (const Json& part : problem.value("missing", Json::array())) {
    if (part.is_number_unsigned() && part.get<uint64_t>() <= UINT32_MAX) {
      parts.push_back(part.get<uint32_t>());
    }
  }
  return parts;
}

}  // namespace

Outcome<ServerInfo> get_info(Exchange& exchange) {
  HttpRequest request = bare_request("GET", "/api/v1/info");
  MAYFLY_LET(answer, exchange.call(request));
  const Json limits = answer.value("limits", Json::object());
  const Json defaults = answer.value("defaults", Json::object());
  if (!limits.is_object() || !defaults.is_object()) return refuse_form();
  const auto drop_bytes = json_number(limits, "drop_bytes");
  const auto expires_in_max = json_number(limits, "expires_in_max");
  const auto views_max = json_number(limits, "max_views");
  const auto expires_in = json_number(defaults, "expires_in");
  const auto views = json_number(defaults, "max_views");
  if (!drop_bytes || !expires_in_max || !views_max || !expires_in || !views) return refuse_form();
  return ServerInfo{*drop_bytes, *expires_in_max, *views_max, *expires_in, *views};
}

Outcome<int64_t> create_drop(Exchange& exchange, const Owner& owner, const PartPlan& plan,
                             uint64_t expires_in, bool track) {
  HttpRequest request =
      json_request("PUT", drop_path(owner),
                   {{"size", plan.size()},
                    {"part_size", plan.part_size()},
                    {"expires_in", expires_in},
                    {"owner_verifier", Verifier::of(owner.token().expose()).to_text()},
                    {"owner_key", owner.key().to_text()},
                    {"track", track}});
  MAYFLY_LET(answer, exchange.call(request));
  return expiry_of(answer);
}

Outcome<void> put_part(Exchange& exchange, const Owner& owner, uint32_t n, std::string& sealed,
                       std::function<void(uint64_t)> on_bytes) {
  const OwnerToken token = owner.token();
  HttpRequest request = bare_request("PUT", drop_path(owner) + "/parts/" + std::to_string(n));
  request.token = token.expose();
  request.content_type = "application/octet-stream";
  request.body = std::move(sealed);
  request.on_bytes = std::move(on_bytes);
  const auto answer = exchange.send(request);
  sealed = std::move(request.body);
  if (!answer) return tl::make_unexpected(answer.error());
  return {};
}

Outcome<void> put_grant(Exchange& exchange, const Owner& owner, const NewGrant& grant,
                        const GrantTerms& terms) {
  const OwnerToken token = owner.token();
  Json body = {{"access_verifier", grant.access.to_text()},
               {"header", base64url_encode(grant.header)},
               {"max_views", terms.max_views},
               {"password", nullptr},
               {"note", nullptr},
               {"hint", nullptr}};
  if (terms.password) {
    body["password"] = {{"ops", terms.password->ops}, {"mem", terms.password->mem}};
  }
  if (!terms.note.empty()) body["note"] = base64url_encode(terms.note);
  if (terms.hint) body["hint"] = base64url_encode(*terms.hint);
  HttpRequest request =
      json_request("PUT", drop_path(owner) + "/grants/" + grant.id.to_text(), body);
  request.token = token.expose();
  MAYFLY_TRY(exchange.send(request));
  return {};
}

Outcome<SealAnswer> seal_drop(Exchange& exchange, const Owner& owner) {
  const OwnerToken token = owner.token();
  HttpRequest request = bare_request("POST", drop_path(owner) + "/seal");
  request.token = token.expose();
  MAYFLY_LET(answer, exchange.ask(request));
  const auto object = parse_json_object(answer.body);
  SealAnswer sealed;
  if (answer.status == 409 && object) sealed.missing = missing_parts(*object);
  if (!sealed.missing.empty()) return sealed;
  if (answer.status / 100 != 2) return tl::make_unexpected(failure_of(answer));
  if (!object) return refuse_form();
  MAYFLY_LET(expires_at, expiry_of(*object));
  sealed.expires_at = expires_at;
  return sealed;
}

Outcome<int64_t> extend_drop(Exchange& exchange, const Owner& owner, uint64_t expires_in) {
  const OwnerToken token = owner.token();
  HttpRequest request = json_request("PATCH", drop_path(owner), {{"expires_in", expires_in}});
  request.token = token.expose();
  MAYFLY_LET(answer, exchange.call(request));
  return expiry_of(answer);
}

Outcome<void> burn_drop(Exchange& exchange, const Owner& owner) {
  const OwnerToken token = owner.token();
  HttpRequest request = bare_request("DELETE", drop_path(owner));
  request.token = token.expose();
  MAYFLY_TRY(exchange.send(request));
  return {};
}

}  // namespace mayfly
