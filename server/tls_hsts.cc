// Adds the header to what the application answers.
#include "server/tls_hsts.h"

#include <string>

namespace mayfly {

void Hsts::add_to(Response& response) const {
  if (seconds_ == 0) return;
  response.headers.emplace_back("Strict-Transport-Security", "max-age=" + std::to_string(seconds_));
}

Application::Admission Hsts::admit(const RequestHead& head) {
  Admission admission = inner_.admit(head);
  if (auto* refusal = std::get_if<Response>(&admission)) add_to(*refusal);
  return admission;
}

Response Hsts::handle(const Request& request) {
  Response response = inner_.handle(request);
  add_to(response);
  return response;
}

}  // namespace mayfly
