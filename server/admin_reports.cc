// The calls behind `mayflyd reports`: what waits, and what is taken out.
#include "common/base64url.h"
#include "server/admin.h"
#include "server/json_answer.h"
#include "server/json_fields.h"
#include "server/reports.h"

namespace mayfly {
namespace {

constexpr size_t kReportsPerAnswer = 200;

}  // namespace

Answer<Response> answer_reports(const AdminServices& services, const Request& request) {
  MAYFLY_LET(fields, JsonFields::parse(request.body));
  std::optional<ReportId> after;
  if (fields.has("after")) {
    MAYFLY_LET(id, fields.value<ReportId>("after"));
    after = id;
  }
  const Reports reports(services.rules);
  MAYFLY_LET(kept, reports.list(after, kReportsPerAnswer));
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const KeptReport& report : kept) {
    list.push_back({{"id", report.id.to_text()},
                    {"time", report.record.received_at},
                    {"grant", report.record.grant.to_text()},
                    {"received", report.received},
                    {"report", base64url_encode(report.record.sealed)}});
  }
  return json_response(200, {{"reports", list}});
}

Answer<Response> answer_remove_report(const AdminServices& services, const Request& request) {
  MAYFLY_LET(fields, JsonFields::parse(request.body));
  MAYFLY_LET(id, fields.value<ReportId>("id"));
  Reports reports(services.rules);
  MAYFLY_LET(removed, reports.remove(id));
  return json_response(200, {{"removed", removed}});
}

}  // namespace mayfly
