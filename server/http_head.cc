// RFC 9112 sections 3 and 5, without the leniences that it allows.
#include "server/http_head.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "common/base64url.h"

namespace mayfly {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

struct HeaderLine {
  std::string name;  // in lower case
  std::string_view value;
};

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string to_lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return to_lower(c); });
  return lower;
}

std::string_view trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool is_token_char(char c) {
  const bool is_alnum = (c >= '0' && c <= '9') || (to_lower(c) >= 'a' && to_lower(c) <= 'z');
  return is_alnum || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

// Visible characters, blanks, and the upper half that RFC 9110 calls obs-text; no control
// characters.
bool is_field_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return c == '\t' || (byte >= 0x20 && byte != 0x7f);
  });
}

bool is_origin_form(std::string_view target) {
  return !target.empty() && target.front() == '/' &&
         std::all_of(target.begin(), target.end(),
                     [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
}

// Each element of a comma-separated list, trimmed.
template <typename Visit>
void for_each_element(std::string_view list, Visit&& visit) {
  for (size_t begin = 0; begin <= list.size();) {
    const size_t end = std::min(list.find(',', begin), list.size());
    visit(trim(list.substr(begin, end - begin)));
    begin = end + 1;
  }
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

MediaType media_type_of(std::string_view value) {
  const std::string type = to_lower(trim(value.substr(0, value.find(';'))));
  if (type == "application/json") return MediaType::kJson;
  if (type == "application/octet-stream") return MediaType::kOctets;
  return MediaType::kOther;
}

std::optional<BearerToken> bearer_of(std::string_view value) {
  constexpr std::string_view kScheme = "bearer ";
  if (value.size() < kScheme.size() || to_lower(value.substr(0, kScheme.size())) != kScheme) {
    return std::nullopt;
  }
  bool well_formed = false;
  auto token = BearerToken::filled_by([&](MutableBytes out) {
    well_formed = base64url_decode_into(value.substr(kScheme.size()), out).has_value();
  });
  if (!well_formed) return std::nullopt;
  return token;
}

// Reads the header lines one after the other into a Head.
class HeadReader {
 public:
  using Verdict = std::optional<Code>;

  Verdict request_line(std::string_view line) {
    const size_t first = line.find(' ');
    const size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) return Code::kBadRequest;
    const std::string_view method = line.substr(0, first);
    const std::string_view target = line.substr(first + 1, last - first - 1);
    const std::string_view version = line.substr(last + 1);
    if (!is_token(method) || !is_origin_form(target)) return Code::kBadRequest;
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return Code::kBadRequest;
    is_http_1_0_ = version == "HTTP/1.0";
    head_.request.method = method_of(method);
    const size_t query = target.find('?');
    head_.request.path = target.substr(0, query);
    head_.request.has_query = query != std::string_view::npos;
    return std::nullopt;
  }

  Verdict header_line(std::string_view line) {
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
      return Code::kBadRequest;
    }
    const std::string_view value = trim(line.substr(colon + 1));
    if (!is_field_value(value)) return Code::kBadRequest;
    return field(to_lower(line.substr(0, colon)), value);
  }

  tl::expected<Head, Code> finish() && {
    if (host_count_ > 1 || (host_count_ == 0 && !is_http_1_0_)) {
      return tl::unexpected(Code::kBadRequest);
    }
    head_.keep_alive = !is_http_1_0_ && !close_;
    return std::move(head_);
  }

 private:
  Verdict field(const std::string& name, std::string_view value) {
    Request& request = head_.request;
    if (name == "transfer-encoding") return Code::kLengthRequired;
    if (name == "content-encoding") return Code::kMediaType;
    if (name == "range" || name == "expect" || name == "upgrade") return Code::kNotSupported;
    if (name == "host") ++host_count_;
    if (name == "content-length") return content_length(value);
    if (name == "content-type") {
      if (request.media_type != MediaType::kNone) return Code::kBadRequest;
      request.media_type = media_type_of(value);
    }
    if (name == "authorization") {
      if (has_authorization_) return Code::kBadRequest;
      has_authorization_ = true;
      request.bearer = bearer_of(value);
    }
    if (name == "connection") {
      for_each_element(value, [&](std::string_view option) {
        if (to_lower(option) == "close") close_ = true;
      });
    }
    if (name == "accept-encoding") accept_encoding(value);
    if (name == "if-none-match") {
      if (!request.if_none_match.empty()) request.if_none_match += ',';
      request.if_none_match += value;
    }
    return std::nullopt;
  }

  Verdict content_length(std::string_view value) {
    if (head_.request.content_length) return Code::kLengthRequired;
    uint64_t length = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
    if (error == std::errc::result_out_of_range) return Code::kBodyTooLarge;
    if (error != std::errc() || end != value.data() + value.size()) return Code::kBadRequest;
    head_.request.content_length = length;
    return std::nullopt;
  }

  void accept_encoding(std::string_view value) {
    for_each_element(value, [&](std::string_view element) {
      const size_t semicolon = std::min(element.find(';'), element.size());
      if (has_zero_weight(element.substr(semicolon))) return;
      const std::string coding = to_lower(trim(element.substr(0, semicolon)));
      if (coding == "br") head_.request.accepts_brotli = true;
      if (coding == "gzip") head_.request.accepts_gzip = true;
    });
  }

  Head head_;
  bool is_http_1_0_ = false;
  bool close_ = false;
  bool has_authorization_ = false;
  int host_count_ = 0;
};

}  // namespace

tl::expected<Head, Code> parse_head(std::string_view text) {
  if (text.size() > kHeadSizeMax) return tl::unexpected(Code::kHeadersTooLarge);
  HeadReader reader;
  size_t line_count = 0;
  while (true) {
    const size_t end = text.find(kLineEnd);
    if (end == std::string_view::npos) return tl::unexpected(Code::kBadRequest);
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + kLineEnd.size());
    if (line.empty()) break;
    if (line_count > kHeaderLinesMax) return tl::unexpected(Code::kHeadersTooLarge);
    const auto refusal = line_count++ == 0 ? reader.request_line(line) : reader.header_line(line);
    if (refusal) return tl::unexpected(*refusal);
  }
  if (line_count == 0 || !text.empty()) return tl::unexpected(Code::kBadRequest);
  return std::move(reader).finish();
}

}  // namespace mayfly
