// RFC 9112 sections 3, 5 and 6, without the leniences that it allows.
#include "server/http_frame.h"

#include <algorithm>
#include <charconv>

#include "server/request_fields.h"

namespace mayfly {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

bool is_token_char(char c) {
  const bool is_alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
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

// Reads the lines one after the other into a Frame.
class FrameReader {
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
    static_cast<RequestLine&>(frame_.head) = request_line_of(method, target);
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

  tl::expected<Frame, Code> finish() && {
    if (host_count_ > 1 || (host_count_ == 0 && !is_http_1_0_)) {
      return tl::unexpected(Code::kBadRequest);
    }
    if (authorization_count_ > 1 || content_type_count_ > 1) {
      return tl::unexpected(Code::kBadRequest);
    }
    frame_.keep_alive = !is_http_1_0_ && !close_;
    return std::move(frame_);
  }

 private:
  Verdict field(const std::string& name, std::string_view value) {
    if (name == "transfer-encoding") return Code::kLengthRequired;
    if (name == "content-encoding") return Code::kMediaType;
    if (name == "range" || name == "upgrade") return Code::kNotSupported;
    if (name == "expect") {
      if (to_lower(value) != "100-continue") return Code::kNotSupported;
      frame_.expects_continue = true;
    }
    if (name == "content-length") return content_length(value);
    if (name == "x-forwarded-for") add_forwarded(value);
    if (name == "host") ++host_count_;
    if (name == "authorization") {
      ++authorization_count_;
      frame_.head.bearer = bearer_of(value);
    }
    if (name == "content-type") {
      ++content_type_count_;
      frame_.head.media_type = media_type_of(value);
    }
    if (name == "connection" && has_option(value, "close")) close_ = true;
    return std::nullopt;
  }

  // RFC 9110 section 5.3: several lines are one list, in their order.
  void add_forwarded(std::string_view value) {
    if (!frame_.forwarded_for.empty()) frame_.forwarded_for += ',';
    frame_.forwarded_for += value;
  }

  Verdict content_length(std::string_view value) {
    if (frame_.head.content_length) return Code::kLengthRequired;
    uint64_t length = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
    if (error == std::errc::result_out_of_range) return Code::kBodyTooLarge;
    if (error != std::errc() || end != value.data() + value.size()) return Code::kBadRequest;
    frame_.head.content_length = length;
    return std::nullopt;
  }

  Frame frame_;
  bool is_http_1_0_ = false;
  bool close_ = false;
  int host_count_ = 0;
  int authorization_count_ = 0;
  int content_type_count_ = 0;
};

}  // namespace

tl::expected<Frame, Code> read_frame(std::string_view head) {
  if (head.size() > kHeadSizeMax) return tl::unexpected(Code::kHeadersTooLarge);
  FrameReader reader;
  size_t line_count = 0;
  while (true) {
    const size_t end = head.find(kLineEnd);
    if (end == std::string_view::npos) return tl::unexpected(Code::kBadRequest);
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(end + kLineEnd.size());
    if (line.empty()) break;
    if (line_count > kHeaderLinesMax) return tl::unexpected(Code::kHeadersTooLarge);
    const auto refusal = line_count++ == 0 ? reader.request_line(line) : reader.header_line(line);
    if (refusal) return tl::unexpected(*refusal);
  }
  if (line_count == 0 || !head.empty()) return tl::unexpected(Code::kBadRequest);
  return std::move(reader).finish();
}

}  // namespace mayfly
