// The application behind HTTP: the API by its table, everything else from the site.
#pragma once

#include "server/log.h"
#include "server/routes_table.h"
#include "server/site.h"

namespace mayfly {

class Routes final : public Application {
 public:
  Routes(Services& services, const Site& site, Log& log)
      : services_(services), site_(site), log_(log) {}

  Admission admit(const RequestHead& head) override;
  Response handle(const Request& request) override;

 private:
  Response handle_call(const Request& request);

  Services& services_;
  const Site& site_;
  Log& log_;
};

}  // namespace mayfly
