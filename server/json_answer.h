// Answers that succeed: a JSON document, nothing, or a part.
#pragma once

#include <nlohmann/json.hpp>

#include "common/bytes.h"
#include "server/request.h"

namespace mayfly {

Response json_response(int status, const nlohmann::ordered_json& document);
// 204.
Response empty_response();
Response octets_response(StoredValue value);

}  // namespace mayfly
