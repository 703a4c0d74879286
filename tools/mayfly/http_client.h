// One server, spoken to over one kept connection. The only room that knows httplib.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "common/bytes.h"
#include "tools/mayfly/failure.h"

namespace mayfly {

struct HttpRequest {
  std::string method;
  std::string path;
  std::optional<std::span<const uint8_t, 32>> token;  // what proves the right to it; not owned
  std::string body;
  std::string content_type;
  size_t answer_size_max = 1024 * 1024;
  // Bytes of body sent, or of answer received, so far. Called often.
  std::function<void(uint64_t)> on_bytes;
};

struct HttpAnswer {
  int status = 0;
  std::string content_type;
  std::string body;
  std::optional<std::chrono::seconds> retry_after;
};

enum class HttpFault : uint8_t {
  kUnreachable,  // no connection: no such name, refused, no route, too slow
  kUntrusted,    // the certificate does not prove the server's name
  kBroken,       // the connection ended before the answer did
  kTooLarge,     // the answer is larger than it may be
};

class HttpClient {
 public:
  // `origin` is http or https, a host and perhaps a port. kUsage when it is not.
  static Outcome<HttpClient> make(const std::string& origin);
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;
  ~HttpClient();

  const std::string& origin() const { return origin_; }

  // Redirects are not followed.
  tl::expected<HttpAnswer, HttpFault> send(HttpRequest& request);
  // From any thread: makes a send() in progress end with kBroken.
  void stop();

 private:
  struct Engine;
  HttpClient(std::string origin, std::unique_ptr<Engine> engine);

  std::string origin_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace mayfly
