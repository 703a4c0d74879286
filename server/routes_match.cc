// Matching by segments; the table is short enough to be walked.
#include "server/routes_match.h"

#include <algorithm>
#include <charconv>

#include "server/problem.h"

namespace mayfly {
namespace {

// Cuts the first segment off a path like "/drops/abc"; nothing when the path is used up.
std::optional<std::string_view> next_segment(std::string_view& path) {
  if (path.empty()) return std::nullopt;
  path.remove_prefix(1);
  const std::string_view segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

bool is_argument(std::string_view segment) { return !segment.empty() && segment.front() == '{'; }

bool has_form_of(std::string_view pattern, std::string_view path) {
  while (true) {
    const auto wanted = next_segment(pattern);
    const auto given = next_segment(path);
    if (!wanted || !given) return !wanted && !given;
    if (!is_argument(*wanted) && *wanted != *given) return false;
  }
}

template <typename Id>
bool parse_into(std::string_view text, Id& id) {
  const auto parsed = Id::parse(text);
  if (parsed) id = *parsed;
  return parsed.has_value();
}

// Decimal digits without a leading zero.
bool parse_into(std::string_view text, uint32_t& number) {
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return false;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  return result.ec == std::errc() && result.ptr == end;
}

bool parse_argument(std::string_view name, std::string_view text, PathArguments& arguments) {
  if (name == "{drop}") return parse_into(text, arguments.drop);
  if (name == "{grant}") return parse_into(text, arguments.grant);
  if (name == "{view}") return parse_into(text, arguments.view);
  return parse_into(text, arguments.number);
}

std::optional<PathArguments> parse_arguments(std::string_view pattern, std::string_view path) {
  PathArguments arguments;
  while (const auto wanted = next_segment(pattern)) {
    const auto given = next_segment(path);
    if (is_argument(*wanted) && !parse_argument(*wanted, *given, arguments)) return std::nullopt;
  }
  return arguments;
}

// A part that is fetched counts as sent, so there is no asking for its headers alone.
bool serves_head(const Route& route) {
  return route.method == Method::kGet && route.caller != Caller::kLease;
}

bool serves(const Route& route, Method method) {
  return route.method == method || (method == Method::kHead && serves_head(route));
}

std::string_view name_of(Method method) {
  switch (method) {
    case Method::kGet:
      return "GET";
    case Method::kHead:
      return "HEAD";
    case Method::kPut:
      return "PUT";
    case Method::kPost:
      return "POST";
    case Method::kPatch:
      return "PATCH";
    case Method::kDelete:
      return "DELETE";
    case Method::kOther:
      return "";
  }
  return "";
}

void add_allowed(std::string& allow, const Route& route) {
  if (!allow.empty()) allow += ", ";
  allow += name_of(route.method);
  if (serves_head(route)) allow += ", HEAD";
}

// Why the request's body is not what the route takes, as far as its header section tells.
std::optional<Code> body_refusal(const Route& route, const RequestHead& head) {
  if (route.body_type == MediaType::kNone) {
    if (head.content_length.value_or(0) > 0) return Code::kBodyTooLarge;
    return std::nullopt;
  }
  if (head.media_type != route.body_type) return Code::kMediaType;
  if (!head.content_length) return Code::kLengthRequired;
  if (*head.content_length > route.body_size_max) return Code::kBodyTooLarge;
  return std::nullopt;
}

}  // namespace

std::variant<Match, Response> match_route(const RequestHead& head) {
  std::string_view path = head.path;
  path.remove_prefix(kApiPrefix.size());
  const Route* found = nullptr;
  std::string allow;
  for (const Route& route : routes()) {
    if (!has_form_of(route.pattern, path)) continue;
    add_allowed(allow, route);
    if (serves(route, head.method)) found = &route;
  }
  if (allow.empty()) return problem_response(Code::kNotFound);
  if (found == nullptr) return method_problem(allow);
  if (head.has_query) return problem_response(Code::kBadRequest);
  const auto arguments = parse_arguments(found->pattern, path);
  if (!arguments) return problem_response(Code::kBadId);
  if (found->caller != Caller::kAnyone && !head.bearer) {
    return problem_response(Code::kTokenMissing);
  }
  if (const auto refusal = body_refusal(*found, head)) return problem_response(*refusal);
  return Match{found, *arguments};
}

std::optional<size_t> find_route(const RequestLine& line) {
  std::string_view path = line.path;
  path.remove_prefix(std::min(kApiPrefix.size(), path.size()));
  const auto all = routes();
  for (size_t i = 0; i < all.size(); ++i) {
    if (has_form_of(all[i].pattern, path) && serves(all[i], line.method)) return i;
  }
  return std::nullopt;
}

std::string route_text(const Route& route) {
  return std::string(name_of(route.method)) + ' ' + std::string(route.pattern);
}

}  // namespace mayfly
