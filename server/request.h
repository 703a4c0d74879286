// A request and its answer as values: what the routes see of HTTP. No sockets here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/bytes.h"
#include "common/secret.h"
#include "server/client_key.h"
#include "server/refusal.h"
#include "server/request_body.h"
#include "server/store.h"

namespace mayfly {

enum class Method : uint8_t { kGet, kHead, kPut, kPost, kPatch, kDelete, kOther };

enum class MediaType : uint8_t { kNone, kJson, kOctets, kOther };

// What a client sent as `Authorization: Bearer`, before a route says whose token it must be.
using BearerToken = Secret<struct BearerTokenTag, 32>;

struct RequestLine {
  Method method = Method::kOther;
  std::string path;  // as it stood in the request line: never decoded, without the query
  bool has_query = false;
};

// What a request can be refused for before its body is read.
struct RequestHead : RequestLine {
  std::optional<BearerToken> bearer;  // absent also where it is not base64url of 32 bytes
  MediaType media_type = MediaType::kNone;
  std::optional<uint64_t> content_length;
};

struct Request : RequestHead {
  bool accepts_brotli = false;
  bool accepts_gzip = false;
  std::string if_none_match;
  RequestBody body;  // content_length bytes
  ClientKey client;  // never logged, never stored
};

struct Response {
  using Header = std::pair<std::string_view, std::string>;

  int status = 200;
  std::vector<Header> headers;  // names from literals
  // Bytes of its own, or bytes that outlive the server (an embedded file).
  std::variant<std::string, std::string_view> body;
  std::optional<Code> code = std::nullopt;        // of a problem document; not sent, only counted
  std::optional<StoredFile> file = std::nullopt;  // the content, in place of `body`

  // Bytes of the content.
  uint64_t size() const { return file ? file->size : content().size(); }
  std::string_view content() const {
    return std::visit([](const auto& bytes) { return std::string_view(bytes); }, body);
  }
};

// What a request may take up in memory.
struct Admitted {
  uint64_t body_size_max;
  // Of content that is read from the store for it; what is larger than a few KiB must be told.
  uint64_t answer_size_max = 0;
};

// What the HTTP side asks of the application.
class Application {
 public:
  // What is admitted, or why the request is refused before any of its body is read.
  using Admission = std::variant<Admitted, Response>;

  virtual ~Application() = default;
  // Called on the loop's thread as soon as the header section is there; must not block.
  virtual Admission admit(const RequestHead& head) = 0;
  // Called from many threads at once, with the whole body.
  virtual Response handle(const Request& request) = 0;
  // What a client was told instead of being handled. Called on the loop's thread.
  virtual void refused(const Response&) {}
};

}  // namespace mayfly
