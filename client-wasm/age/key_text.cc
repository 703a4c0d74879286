// The two human-readable parts, and the case that each is written in.
#include "client-wasm/age/key_text.h"

#include <algorithm>

#include "common/bech32.h"

namespace mayfly::age {
namespace {

constexpr std::string_view kIdentityPrefix = "age-secret-key-";

char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

}  // namespace

std::string format_identity(const AgeIdentity& identity) {
  std::string text = bech32_encode(kIdentityPrefix, identity.expose());
  std::transform(text.begin(), text.end(), text.begin(), to_upper);
  return text;
}

Result<AgeIdentity> parse_identity(std::string_view text) {
  Status status;
  auto identity = AgeIdentity::filled_by([&](MutableBytes out) {
    status = bech32_decode_into(kIdentityPrefix, text, out.first<AgeIdentity::kSize>());
  });
  if (!status) return fail(Fault::kBadInput, "not an age secret key");
  return identity;
}

std::string format_recipient(const X25519Point& recipient) {
  return bech32_encode(kAgeRecipientPrefix, recipient);
}

Result<X25519Point> parse_recipient(std::string_view text) {
  X25519Point recipient{};
  if (!text.starts_with(kAgeRecipientPrefix) ||
      !bech32_decode_into(kAgeRecipientPrefix, text, recipient)) {
    return fail(Fault::kBadInput, "not an age recipient");
  }
  return recipient;
}

}  // namespace mayfly::age
