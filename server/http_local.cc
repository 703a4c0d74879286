// cpp-httplib's client on a socket in the file system.
#include "server/http_local.h"

#include <httplib.h>

#include <cerrno>

#include "server/http_unix.h"

namespace mayfly {
namespace {

constexpr std::chrono::seconds kConnectTimeout{5};
constexpr std::chrono::seconds kAnswerTimeout{120};  // counting a million drops takes seconds
constexpr size_t kAnswerSizeMax = size_t{64} << 20;

std::string_view name_of(Method method) {
  return method == Method::kGet ? "GET" : method == Method::kDelete ? "DELETE" : "POST";
}

httplib::Request engine_request(const LocalQuestion& question) {
  httplib::Request request;
  request.method = name_of(question.method);
  request.path = question.path;
  request.body = question.json;
  if (!question.json.empty()) request.set_header("Content-Type", "application/json");
  // Otherwise httplib would put the socket's path here.
  request.set_header("Host", "mayflyd");
  return request;
}

}  // namespace

Result<LocalAnswer> ask_locally(const std::string& data_folder, const LocalQuestion& question) try {
  MAYFLY_LET(path, UnixPath::in(data_folder, kAdminSocketName));
  if (access(path.text().c_str(), F_OK) != 0) {
    return fail(Fault::kNotFound, "no server runs on this data folder");
  }
  if (access(path.text().c_str(), R_OK | W_OK) != 0) {
    return fail(Fault::kForbidden, "the server belongs to somebody else");
  }
  httplib::Client client(path.text());
  client.set_address_family(AF_UNIX);
  client.set_connection_timeout(kConnectTimeout);
  client.set_read_timeout(kAnswerTimeout);
  httplib::Request request = engine_request(question);
  std::string body;
  request.content_receiver = [&](const char* data, size_t size, size_t, size_t) {
    if (size > kAnswerSizeMax - body.size()) return false;
    body.append(data, size);
    return true;
  };
  httplib::Response response;
  httplib::Error error = httplib::Error::Success;
  if (client.send(request, response, error)) return LocalAnswer{response.status, std::move(body)};
  // The socket of a server that was killed is still there.
  if (error == httplib::Error::Connection) {
    return fail(Fault::kNotFound, "no server runs on this data folder");
  }
  return fail(Fault::kNetwork, "the server broke off");
} catch (const std::exception&) {
  return fail(Fault::kNetwork, "the server broke off");
}

}  // namespace mayfly
