// base64url as our texts have it.
#include "common/base64url.h"

namespace mayfly {

std::string base64url_encode(ByteView bytes) { return base64_encode(bytes, kBase64Url); }

Status base64url_decode_into(std::string_view text, MutableBytes out) {
  if (!base64_decode(text, out, kBase64Url)) {
    return fail(Fault::kBadInput, "not canonical base64url, or of another length");
  }
  return {};
}

Result<Bytes> base64url_decode(std::string_view text) {
  Bytes bytes(text.size() * 3 / 4);
  MAYFLY_TRY(base64url_decode_into(text, bytes));
  return bytes;
}

}  // namespace mayfly
