// RFC 9110 sections 5.6, 8.3, 11.4 and 12.5.3, as far as our own requests need them.
#include "server/request_fields.h"

#include <algorithm>
#include <array>

#include "common/base64url.h"

namespace mayfly {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Whether `matches` says so of any element of a comma-separated list.
template <typename Matches>
bool any_element(std::string_view list, Matches&& matches) {
  for (size_t begin = 0; begin <= list.size();) {
    const size_t end = std::min(list.find(',', begin), list.size());
    if (matches(trim(list.substr(begin, end - begin)))) return true;
    begin = end + 1;
  }
  return false;
}

bool has_zero_weight(std::string_view parameters) {
  const size_t weight = parameters.find("q=0");
  return weight != std::string_view::npos &&
         parameters.find_first_of("123456789", weight) == std::string_view::npos;
}

Method method_of(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, Method>, 6> kMethods{
      {{"GET", Method::kGet},
       {"HEAD", Method::kHead},
       {"PUT", Method::kPut},
       {"POST", Method::kPost},
       {"PATCH", Method::kPatch},
       {"DELETE", Method::kDelete}}};
  for (const auto& [text, method] : kMethods) {
    if (text == name) return method;
  }
  return Method::kOther;
}

}  // namespace

std::string to_lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), lower);
  return result;
}

std::string_view trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

RequestLine request_line_of(std::string_view method, std::string_view target) {
  const size_t query = target.find('?');
  return {method_of(method), std::string(target.substr(0, query)), query != std::string_view::npos};
}

MediaType media_type_of(std::string_view content_type) {
  const std::string type = to_lower(trim(content_type.substr(0, content_type.find(';'))));
  if (type.empty()) return MediaType::kNone;
  if (type == "application/json") return MediaType::kJson;
  if (type == "application/octet-stream") return MediaType::kOctets;
  return MediaType::kOther;
}

std::optional<BearerToken> bearer_of(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";
  if (to_lower(authorization.substr(0, kScheme.size())) != kScheme) return std::nullopt;
  bool well_formed = false;
  auto token = BearerToken::filled_by([&](MutableBytes out) {
    well_formed = base64url_decode_into(authorization.substr(kScheme.size()), out).has_value();
  });
  if (!well_formed) return std::nullopt;
  return token;
}

bool has_option(std::string_view list, std::string_view option) {
  return any_element(list, [&](std::string_view element) { return to_lower(element) == option; });
}

bool accepts_coding(std::string_view accept_encoding, std::string_view coding) {
  return any_element(accept_encoding, [&](std::string_view element) {
    const size_t semicolon = std::min(element.find(';'), element.size());
    return to_lower(trim(element.substr(0, semicolon))) == coding &&
           !has_zero_weight(element.substr(semicolon));
  });
}

}  // namespace mayfly
