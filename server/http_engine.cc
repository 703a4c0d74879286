// cpp-httplib, fenced: its parser and its writer between two strings.
#include "server/http_engine.h"

#include <httplib.h>
#include <sodium.h>

#include <array>
#include <ctime>
#include <optional>

#include "server/log.h"
#include "server/problem.h"
#include "server/request_fields.h"

namespace mayfly {
namespace {

constexpr int kFirstRefusal = 400;
constexpr std::string_view kAnyGet = "GET / HTTP/1.1\r\nHost: any\r\n\r\n";
constexpr std::string_view kAnyHead = "HEAD / HTTP/1.1\r\nHost: any\r\n\r\n";

// The far side of a connection whose header section is all here already.
class MemoryStream final : public httplib::Stream {
 public:
  explicit MemoryStream(std::string_view input) : input_(input) {}

  bool is_readable() const override { return true; }
  bool wait_readable() const override { return true; }
  bool wait_writable() const override { return true; }
  ssize_t read(char* out, size_t size) override {
    const size_t length = input_.copy(out, size);
    input_.remove_prefix(length);
    return static_cast<ssize_t>(length);
  }
  ssize_t write(const char* bytes, size_t size) override {
    output_.append(bytes, size);
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return INVALID_SOCKET; }
  time_t duration() const override { return 0; }

  std::string take_output() { return std::move(output_); }

 private:
  std::string_view input_;
  std::string output_;
};

// RFC 9110 section 5.6.7. The program never leaves the C locale.
std::string http_date() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%a, %d %b %Y %T GMT", &parts)};
}

// Whether an answer of this status can have content at all (RFC 9110 section 6.4.1).
bool has_content(int status) { return status != 204 && status != 304; }

Request request_of(const httplib::Request& parsed) {
  Request request;
  static_cast<RequestLine&>(request) = request_line_of(parsed.method, parsed.target);
  request.bearer = bearer_of(parsed.get_header_value("Authorization"));
  request.media_type = media_type_of(parsed.get_header_value("Content-Type"));
  const std::string codings = parsed.get_header_value("Accept-Encoding");
  request.accepts_brotli = accepts_coding(codings, "br");
  request.accepts_gzip = accepts_coding(codings, "gzip");
  request.if_none_match = parsed.get_header_value("If-None-Match");
  if (parsed.has_header("Content-Length")) {
    request.content_length = parsed.get_header_value_u64("Content-Length");
  }
  return request;
}

void wipe_token(httplib::Request& parsed) {
  const auto [begin, end] = parsed.headers.equal_range("Authorization");
  for (auto field = begin; field != end; ++field) {
    sodium_memzero(field->second.data(), field->second.size());
  }
}

}  // namespace

class HttpEngine::Server final : public httplib::Server {
 public:
  Server(Application& application, Log& log) : application_(application), log_(log) {
    // Every request is answered here: httplib's routes, files and body readers are never asked.
    set_pre_routing_handler([this](const httplib::Request&, httplib::Response& written) {
      put(refusal_ ? *std::exchange(refusal_, std::nullopt) : application_.handle(request_),
          written);
      return HandlerResponse::Handled;
    });
    set_exception_handler(
        [this](const httplib::Request&, httplib::Response& written, const std::exception_ptr&) {
          // The exception's text may hold anything: it is not looked at.
          log_.write(Event::kRequestFailed);
          put(problem_response(Code::kInternal), written);
        });
    set_post_routing_handler([](const httplib::Request&, httplib::Response& written) {
      written.headers.erase("Keep-Alive");  // the loop has rules of its own
      if (!has_content(written.status)) written.headers.erase("Content-Length");
    });
  }

  WholeAnswer run(WholeRequest whole) {
    WholeAnswer answer = process(whole.head, !whole.keep_alive, [&](httplib::Request& parsed) {
      request_ = request_of(parsed);
      request_.body = std::move(whole.body);
      request_.client = whole.client;
      wipe_token(parsed);
      parsed.headers.erase("Expect");  // answered already
    });
    sodium_memzero(whole.head.data(), whole.head.size());
    const bool is_head = request_.method == Method::kHead;
    request_ = Request();
    if (!answered_) return refuse(Method::kGet, problem_response(Code::kBadRequest));
    if (is_head) answer.response.body = std::string_view();
    return answer;
  }

  WholeAnswer refuse(Method method, Response response) {
    const bool is_head = method == Method::kHead;
    application_.refused(response);
    refusal_ = std::move(response);
    WholeAnswer answer = process(is_head ? kAnyHead : kAnyGet, true, [](httplib::Request&) {});
    if (is_head) answer.response.body = std::string_view();
    return answer;
  }

 private:
  template <typename Take>
  WholeAnswer process(std::string_view head, bool close, Take&& take) {
    MemoryStream stream(head);
    answered_ = false;
    response_ = Response();
    bool closed = close;
    process_request(stream, {}, 0, {}, 0, close, closed, take);
    const bool keep_alive = !close && response_.status < kFirstRefusal;
    return {stream.take_output(), std::move(response_), keep_alive};
  }

  // The header section goes through httplib, the content around it.
  void put(Response response, httplib::Response& written) {
    answered_ = true;
    written.status = response.status;
    for (const auto& [name, value] : response.headers) written.set_header(std::string(name), value);
    written.set_header("Date", http_date());
    written.set_header("Content-Length", std::to_string(response.size()));
    written.set_header("Accept-Ranges", "none");
    response_ = std::move(response);
  }

  Application& application_;
  Log& log_;
  Request request_;
  Response response_;
  std::optional<Response> refusal_;
  bool answered_ = false;
};

HttpEngine::HttpEngine(Application& application, Log& log)
    : server_(std::make_unique<Server>(application, log)) {}

HttpEngine::~HttpEngine() = default;

WholeAnswer HttpEngine::run(WholeRequest request) { return server_->run(std::move(request)); }

WholeAnswer HttpEngine::refuse(Method method, Response response) {
  return server_->refuse(method, std::move(response));
}

}  // namespace mayfly
