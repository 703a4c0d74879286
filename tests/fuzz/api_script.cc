// Names of one character grow into ids, tokens and verifiers.
#include "tests/fuzz/api_script.h"

#include <algorithm>
#include <charconv>

#include "common/base64url.h"
#include "common/id.h"
#include "common/limits.h"
#include "common/token.h"
#include "server/request_fields.h"
#include "server/routes_table.h"

namespace mayfly::fuzz {
namespace {

constexpr uint64_t kBytesMax = 200'000;
constexpr int64_t kWaitSecondsMax = 100 * 86'400;

// Cuts off what stands before the next blank.
std::string_view next_word(std::string_view& line) {
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(std::min(line.size(), word.size() + 1));
  return word;
}

uint64_t number_in(std::string_view text, uint64_t max) {
  uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return std::min(number, max);
}

std::string id_of(char name) {
  DropId id;
  id.bytes.fill(static_cast<uint8_t>(name));
  return id.to_text();
}

// `after` is the segment before, which says what the id names.
std::string grown(std::string_view segment, std::string_view after,
                  const std::vector<std::string>& views) {
  if (segment.size() != 1 || after == "parts") return std::string(segment);
  const auto place = static_cast<size_t>(segment[0] - '0');
  if (after == "views" && place < views.size()) return views[place];
  return id_of(segment[0]);
}

std::string path_of(std::string_view path, const std::vector<std::string>& views) {
  std::string target(kApiPrefix);
  std::string_view before;
  for (size_t begin = 1; begin <= path.size();) {
    const size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view segment = path.substr(begin, end - begin);
    target += '/' + grown(segment, before, views);
    before = segment;
    begin = end + 1;
  }
  return target;
}

// What a name of one character stands for in a body; `kind` is the sign before it.
std::string value_of(char kind, char name) {
  const ByteArray<32> bytes = token_bytes(name);
  if (kind == '#') return base64url_encode(bytes);
  if (kind == '$') return Verifier::of(bytes).to_text();
  return base64url_encode(Bytes(kSealedReportSize, static_cast<uint8_t>(name)));
}

std::string body_of(std::string_view text) {
  if (text.starts_with('@')) return std::string(number_in(text.substr(1), kBytesMax), 'p');
  std::string body;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool names = i + 1 < text.size() && (text[i] == '$' || text[i] == '#' || text[i] == '%');
    if (names) {
      body += value_of(text[i], text[i + 1]);
      ++i;
    } else {
      body += text[i];
    }
  }
  return body;
}

}  // namespace

ByteArray<32> token_bytes(char name) {
  ByteArray<32> bytes{};
  bytes.fill(static_cast<uint8_t>(name));
  return bytes;
}

std::optional<Step> parse_step(std::string_view line, const std::vector<std::string>& views) {
  Step step;
  const std::string_view method = next_word(line);
  if (method == "wait") {
    step.wait_seconds = static_cast<int64_t>(number_in(line, kWaitSecondsMax));
    return step;
  }
  const std::string_view path = next_word(line);
  const std::string_view token = next_word(line);
  if (path.empty() || token.size() != 1) return std::nullopt;
  Request request;
  static_cast<RequestLine&>(request) = request_line_of(method, path_of(path, views));
  step.token = token[0];
  if (step.token != '-') request.bearer.emplace(token_bytes(step.token));
  request.body = body_of(line);
  if (!request.body.empty()) {
    request.media_type = line.starts_with('@') ? MediaType::kOctets : MediaType::kJson;
    request.content_length = request.body.size();
  }
  step.request = std::move(request);
  return step;
}

}  // namespace mayfly::fuzz
