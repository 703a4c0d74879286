// base64url on libsodium's constant-time codec.
#include "common/base64url.h"

#include <sodium.h>

namespace mayfly {
namespace {

constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

}  // namespace

std::string base64url_encode(ByteView bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
  text.pop_back();  // the terminating NUL
  return text;
}

Status base64url_decode_into(std::string_view text, MutableBytes out) {
  if (text.size() != base64url_length(out.size())) {
    return fail(Fault::kBadInput, "base64url of another length than it must have");
  }
  if (out.empty()) return {};  // libsodium wants no null pointers
  size_t written = 0;
  const char* end = nullptr;
  const int status = sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr,
                                       &written, &end, kVariant);
  if (status != 0 || written != out.size() || end != text.data() + text.size()) {
    return fail(Fault::kBadInput, "not canonical base64url");
  }
  return {};
}

Result<Bytes> base64url_decode(std::string_view text) {
  if (text.size() % 4 == 1) return fail(Fault::kBadInput, "not canonical base64url");
  Bytes bytes(text.size() * 3 / 4);
  MAYFLY_TRY(base64url_decode_into(text, bytes));
  return bytes;
}

}  // namespace mayfly
