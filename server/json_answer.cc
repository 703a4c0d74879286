// Answers that succeed, with the header fields of the API.
#include "server/json_answer.h"

#include "server/request_headers.h"

namespace mayfly {

Response json_response(int status, const nlohmann::ordered_json& document) {
  Response response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "application/json");
  add_api_headers(response);
  response.body = document.dump();
  return response;
}

Response empty_response() {
  Response response;
  response.status = 204;
  add_api_headers(response);
  return response;
}

Response octets_response(StoredValue value) {
  Response response;
  response.headers.emplace_back("Content-Type", "application/octet-stream");
  add_api_headers(response);
  if (auto* file = std::get_if<StoredFile>(&value)) {
    response.file = std::move(*file);
  } else {
    response.body = std::string(as_chars(std::get<Bytes>(value)));
  }
  return response;
}

}  // namespace mayfly
