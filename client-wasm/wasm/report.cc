// report.wasm: an abuse report, sealed to the operator.
#include "client-wasm/report.h"

#include "client-wasm/age/key_text.h"
#include "client-wasm/wasm/boundary.h"

namespace mayfly::wasm {
namespace {

Status seal(ByteView json, std::string_view recipient_text) {
  MAYFLY_LET(recipient, age::parse_recipient(recipient_text));
  MAYFLY_LET(sealed, seal_report(json, recipient, random()));
  put_output(base64url_encode(sealed));
  return {};
}

}  // namespace

MAYFLY_EXPORT(report_seal)
int report_seal(const uint8_t* json, size_t json_size, const uint8_t* recipient,
                size_t recipient_size) {
  return finish(seal({json, json_size}, text(recipient, recipient_size)));
}

}  // namespace mayfly::wasm
