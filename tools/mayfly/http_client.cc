// httplib, fenced: its errors become ours, its buffers that held a token are wiped.
#include "tools/mayfly/http_client.h"

#include <httplib.h>
#include <sodium.h>

#include "common/base64url.h"
#include "tools/mayfly/parse.h"

namespace mayfly {
namespace {

constexpr std::chrono::seconds kConnectTimeout{15};
constexpr std::chrono::seconds kSilenceTimeout{60};
constexpr uint64_t kRetryAfterMax = 24 * 3600;

HttpFault fault_of(httplib::Error error) {
  switch (error) {
    case httplib::Error::Connection:
    case httplib::Error::ConnectionTimeout:
    case httplib::Error::BindIPAddress:
    case httplib::Error::ProxyConnection:
    case httplib::Error::SSLConnection:
      return HttpFault::kUnreachable;
    case httplib::Error::SSLLoadingCerts:
    case httplib::Error::SSLServerVerification:
    case httplib::Error::SSLServerHostnameVerification:
      return HttpFault::kUntrusted;
    default:
      return HttpFault::kBroken;
  }
}

HttpAnswer answer_of(const httplib::Response& response, std::string body) {
  HttpAnswer answer{response.status, response.get_header_value("Content-Type"), std::move(body),
                    std::nullopt};
  uint64_t seconds = 0;
  if (parse_number(response.get_header_value("Retry-After"), kRetryAfterMax, seconds)) {
    answer.retry_after = std::chrono::seconds(seconds);
  }
  return answer;
}

void wipe(std::string& text) {
  sodium_memzero(text.data(), text.size());
  text.clear();
}

httplib::Request engine_request(HttpRequest& request) {
  httplib::Request out;
  out.method = request.method;
  out.path = request.path;
  out.body = std::move(request.body);
  if (!request.content_type.empty()) out.set_header("Content-Type", request.content_type);
  if (request.token) {
    std::string text = base64url_encode(*request.token);
    out.set_header("Authorization", "Bearer " + text);
    wipe(text);
  }
  out.set_header("User-Agent", "mayfly");
  return out;
}

}  // namespace

struct HttpClient::Engine {
  explicit Engine(const std::string& origin) : client(origin) {}

  httplib::Client client;
};

HttpClient::HttpClient(std::string origin, std::unique_ptr<Engine> engine)
    : origin_(std::move(origin)), engine_(std::move(engine)) {}
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

Outcome<HttpClient> HttpClient::make(const std::string& origin) {
  try {
    auto engine = std::make_unique<Engine>(origin);
    if (!engine->client.is_valid()) {
      return refuse(ExitCode::kUsage, "the server's address is not like https://drop.example.org");
    }
    engine->client.set_keep_alive(true);
    engine->client.set_follow_location(false);
    engine->client.set_tcp_nodelay(true);
    engine->client.set_connection_timeout(kConnectTimeout);
    engine->client.set_read_timeout(kSilenceTimeout);
    engine->client.set_write_timeout(kSilenceTimeout);
    engine->client.enable_server_certificate_verification(true);
    return HttpClient(origin, std::move(engine));
  } catch (const std::exception&) {
    return refuse(ExitCode::kUsage, "the server's address is not like https://drop.example.org");
  }
}

tl::expected<HttpAnswer, HttpFault> HttpClient::send(HttpRequest& request) try {
  httplib::Request out = engine_request(request);
  std::string body;
  bool too_large = false;
  out.content_receiver = [&](const char* data, size_t size, size_t, size_t) {
    too_large = size > request.answer_size_max - body.size();
    if (too_large) return false;
    body.append(data, size);
    if (request.on_bytes && request.method == "GET") request.on_bytes(body.size());
    return true;
  };
  out.upload_progress = [&](size_t done, size_t) {
    if (request.on_bytes && request.method != "GET") request.on_bytes(done);
    return true;
  };
  httplib::Response response;
  httplib::Error error = httplib::Error::Success;
  const bool sent = engine_->client.send(out, response, error);
  request.body = std::move(out.body);
  for (auto& header : out.headers) wipe(header.second);
  if (too_large) return tl::make_unexpected(HttpFault::kTooLarge);
  if (!sent) return tl::make_unexpected(fault_of(error));
  return answer_of(response, std::move(body));
} catch (const std::exception&) {
  return tl::make_unexpected(HttpFault::kBroken);
}

void HttpClient::stop() { engine_->client.stop(); }

}  // namespace mayfly
