// Calls about abuse reports, which are there only where the operator has a key for them.
#include "server/json_answer.h"
#include "server/json_fields.h"
#include "server/routes_table.h"

namespace mayfly {

Answer<Response> add_report(const Call& call) {
  if (call.services.info.report_recipient.empty()) return refuse(Code::kNotFound);
  MAYFLY_LET(fields, JsonFields::parse(call.request.body));
  MAYFLY_LET(report, fields.bytes("report", kSealedReportSize));
  MAYFLY_TRY(call.services.reports.add(call.path.grant, report, call.client));
  return empty_response();
}

}  // namespace mayfly
