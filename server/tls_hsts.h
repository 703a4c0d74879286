// Strict-Transport-Security on every answer (RFC 6797): browsers then insist on TLS.
#pragma once

#include "server/request.h"

namespace mayfly {

class Hsts final : public Application {
 public:
  // `seconds` is how long a browser remembers it; 0 sends no header.
  Hsts(Application& inner, uint64_t seconds) : inner_(inner), seconds_(seconds) {}

  Admission admit(const RequestHead& head) override;
  Response handle(const Request& request) override;

 private:
  void add_to(Response& response) const;

  Application& inner_;
  const uint64_t seconds_;
};

}  // namespace mayfly
