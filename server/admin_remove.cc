// The call behind `mayflyd remove`.
#include "common/id.h"
#include "server/admin.h"
#include "server/json_answer.h"
#include "server/json_fields.h"
#include "server/takedown.h"

namespace mayfly {

Answer<Response> answer_remove(const AdminServices& services, const Request& request) {
  using AnyId = Id<struct AnyIdTag, 16>;
  MAYFLY_LET(fields, JsonFields::parse(request.body));
  MAYFLY_LET(id, fields.value<AnyId>("id"));
  MAYFLY_LET(block, fields.boolean("block"));
  MAYFLY_LET(taken, take_down(services.rules, id.bytes, block ? Blocking::kYes : Blocking::kNo));
  return json_response(200, {{"blocked_parts", taken.blocked_parts}});
}

}  // namespace mayfly
