// The table of problems: status, code and words for people.
#include "server/problem.h"

#include <nlohmann/json.hpp>

#include "server/request_headers.h"

namespace mayfly {
namespace {

struct Words {
  Code code;
  int status;
  std::string_view text;
  std::string_view title;
  std::string_view detail;
};

constexpr Words kWords[] = {
    {Code::kBadRequest, 400, "bad-request", "Bad request",
     "This is not an HTTP request or path that is accepted here."},
    {Code::kBadJson, 400, "bad-json", "Bad JSON",
     "The body must be one JSON object in UTF-8, with no member twice."},
    {Code::kBadField, 400, "bad-field", "Bad field",
     "A member is missing, of the wrong type or out of range."},
    {Code::kBadId, 400, "bad-id", "Bad id", "An id or part number in the path is not in its form."},
    {Code::kTokenMissing, 401, "token-missing", "Token missing",
     "This call needs Authorization: Bearer with a token of 32 bytes in base64url."},
    {Code::kTokenWrong, 403, "token-wrong", "Wrong token", "The token does not open this."},
    {Code::kNotFound, 404, "not-found", "Not found", "There is nothing at this path."},
    {Code::kDropNotFound, 404, "drop-not-found", "Drop not found", "There is no such drop."},
    {Code::kGrantNotFound, 404, "grant-not-found", "Grant not found", "There is no such grant."},
    {Code::kViewNotFound, 404, "view-not-found", "View not found", "There is no such view."},
    {Code::kPartNotFound, 404, "part-not-found", "Part not found", "There is no such part."},
    {Code::kMethodNotAllowed, 405, "method-not-allowed", "Method not allowed",
     "This path is there, but not for this method."},
    {Code::kTooSlow, 408, "too-slow", "Too slow", "The request did not arrive in time."},
    {Code::kDropExists, 409, "drop-exists", "Drop exists", "This id is used by another drop."},
    {Code::kGrantExists, 409, "grant-exists", "Grant exists", "This id is used by another grant."},
    {Code::kGrantsFull, 409, "grants-full", "Too many grants",
     "The drop has as many grants as it can have."},
    {Code::kDropSealed, 409, "drop-sealed", "Drop sealed", "Its parts cannot change any more."},
    {Code::kDropOpen, 409, "drop-open", "Drop not sealed",
     "The drop must be sealed before it can be claimed or extended."},
    {Code::kPartsMissing, 409, "parts-missing", "Parts missing",
     "All parts must be stored before the drop can be sealed."},
    {Code::kGrantMissing, 409, "grant-missing", "Grant missing",
     "A grant must be stored before the drop can be sealed."},
    {Code::kDropGone, 410, "drop-gone", "Drop gone", "The drop has ended."},
    {Code::kLeaseEnded, 410, "lease-ended", "Lease ended",
     "The view is done, timed out, or has fetched its share."},
    {Code::kLengthRequired, 411, "length-required", "Length required",
     "A body needs exactly one Content-Length and no Transfer-Encoding."},
    {Code::kBodyTooLarge, 413, "body-too-large", "Body too large",
     "The body is past what this call takes."},
    {Code::kDropTooLarge, 413, "drop-too-large", "Drop too large",
     "The drop is larger than this server takes."},
    {Code::kPartSizeWrong, 400, "part-size-wrong", "Wrong part size",
     "A part must have exactly the size that follows from the drop."},
    {Code::kMediaType, 415, "media-type", "Unsupported media type",
     "Another Content-Type is needed here, and no Content-Encoding."},
    {Code::kTooManyAttempts, 429, "too-many-attempts", "Too many attempts",
     "There were too many wrong tokens, or reports. Try again later."},
    {Code::kTooManyDrops, 429, "too-many-drops", "Too many drops",
     "There are too many new or unfinished drops. Try again later."},
    {Code::kTooManyBytes, 429, "too-many-bytes", "Too many bytes",
     "There were too many bytes from this client. Try again later."},
    {Code::kHeadersTooLarge, 431, "headers-too-large", "Headers too large",
     "The header section may have 16 KiB and 64 lines."},
    {Code::kPayloadBlocked, 451, "payload-blocked", "Payload blocked",
     "The people who run this server took this payload down and do not take it again."},
    {Code::kInternal, 500, "internal", "Internal error",
     "Something went wrong on this side. Ask again: nothing is ever half done."},
    {Code::kNotSupported, 501, "not-supported", "Not supported",
     "Range, Upgrade and this Expect are not supported."},
    {Code::kBusy, 503, "busy", "Busy", "The server is busy or shutting down. Try again later."},
    {Code::kStorageFull, 507, "storage-full", "Storage full", "There is no room left."},
};

constexpr bool is_in_order() {
  size_t index = 0;
  for (const Words& words : kWords) {
    if (static_cast<size_t>(words.code) != index++) return false;
  }
  return index == kCodes;
}
static_assert(is_in_order(), "one row for each Code, in its order");

const Words& words_of(Code code) { return kWords[static_cast<size_t>(code)]; }

std::string_view full_text(std::string_view what) {
  if (what == "quota") return "The drops that are here take all the bytes that this server gives.";
  if (what == "drops") return "This server remembers as many drops as it can.";
  if (what == "reports") return "There are as many reports as the server keeps.";
  return "The server's disk is full.";
}

// The members that go with a code.
void add_members(nlohmann::ordered_json& document, const Refusal& refusal) {
  switch (refusal.code) {
    case Code::kBadField:
      document["field"] = refusal.field.view();
      break;
    case Code::kStorageFull:
      document["detail"] = full_text(refusal.field.view());
      document["full"] = refusal.field.view();
      break;
    case Code::kDropGone:
      document["reason"] = state_text(refusal.reason);
      break;
    case Code::kPartsMissing:
      document["missing"] = refusal.missing;
      break;
    case Code::kPartSizeWrong:
      document["expected"] = refusal.number;
      break;
    case Code::kDropTooLarge:
      document["limit"] = refusal.number;
      break;
    default:
      break;
  }
}

}  // namespace

std::string_view code_text(Code code) { return words_of(code).text; }

std::string_view state_text(State state) {
  switch (state) {
    case State::kOpen:
      return "open";
    case State::kLive:
      return "live";
    case State::kViewed:
      return "viewed";
    case State::kExpired:
      return "expired";
    case State::kBurned:
      return "burned";
    case State::kRemoved:
      return "removed";
  }
  return "removed";
}

Response problem_response(const Refusal& refusal) {
  const Words& words = words_of(refusal.code);
  nlohmann::ordered_json document{{"type", "about:blank"},
                                  {"title", words.title},
                                  {"status", words.status},
                                  {"code", words.text},
                                  {"detail", words.detail}};
  add_members(document, refusal);
  Response response;
  response.status = words.status;
  response.code = refusal.code;
  response.headers.emplace_back("Content-Type", "application/problem+json");
  add_api_headers(response);
  if (refusal.retry_after_seconds > 0) {
    response.headers.emplace_back("Retry-After", std::to_string(refusal.retry_after_seconds));
  }
  if (refusal.code == Code::kTokenMissing) {
    response.headers.emplace_back("WWW-Authenticate", "Bearer");
  }
  response.body = document.dump();
  return response;
}

Response problem_response(Code code) { return problem_response(Refusal(code)); }

Response method_problem(std::string allow) {
  Response response = problem_response(Code::kMethodNotAllowed);
  response.headers.emplace_back("Allow", std::move(allow));
  return response;
}

Response busy_problem(int64_t retry_after_seconds) {
  Refusal refusal(Code::kBusy);
  refusal.retry_after_seconds = retry_after_seconds;
  return problem_response(refusal);
}

}  // namespace mayfly
