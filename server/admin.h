// The operator's calls, served on a socket that only the server's own user may open.
#pragma once

#include "server/request.h"
#include "server/rules.h"

namespace mayfly {

class Log;

// What the calls work on.
struct AdminServices {
  Rules& rules;
  std::string_view version;  // of the program
  UnixTime started_at;
};

// One call: `run` gets the whole request, its body of at most `body_size_max` bytes being JSON
// where that is not 0.
struct AdminCall {
  Method method;
  std::string_view path;
  uint64_t body_size_max;
  Answer<Response> (*run)(const AdminServices& services, const Request& request);
};

class AdminRoutes final : public Application {
 public:
  AdminRoutes(const AdminServices& services, Log& log) : services_(services), log_(log) {}

  Admission admit(const RequestHead& head) override;
  Response handle(const Request& request) override;

 private:
  const AdminServices services_;
  Log& log_;
};

// The handlers, one file for each kind of thing.
Answer<Response> answer_reports(const AdminServices& services, const Request& request);
Answer<Response> answer_remove_report(const AdminServices& services, const Request& request);
Answer<Response> answer_stats(const AdminServices& services, const Request& request);
// {id, block} -> {blocked_parts}; refuses as take_down() does.
Answer<Response> answer_remove(const AdminServices& services, const Request& request);

}  // namespace mayfly
