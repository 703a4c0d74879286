// The text of an event, and its seal.
#include "server/events.h"

#include <sodium.h>

namespace mayfly {
namespace {

std::string_view name_of(OwnerEvent::Kind kind) {
  switch (kind) {
    case OwnerEvent::Kind::kView:
      return "view";
    case OwnerEvent::Kind::kDone:
      return "done";
    case OwnerEvent::Kind::kLapsed:
      return "lapsed";
    case OwnerEvent::Kind::kDenied:
      return "denied";
  }
  return {};
}

}  // namespace

Result<Bytes> seal_event(const OwnerEvent& event, const OwnerKey& owner_key) {
  std::string text = R"({"t":)" + std::to_string(event.time) + R"(,"kind":")";
  text.append(name_of(event.kind)).append(R"(")");
  if (event.view) text += R"(,"view":")" + event.view->to_text() + R"(")";
  text += R"(,"grant":")" + event.grant.to_text() + R"("})";
  Bytes sealed(text.size() + crypto_box_SEALBYTES);
  const ByteView plain = as_bytes(text);
  if (crypto_box_seal(sealed.data(), plain.data(), plain.size(), owner_key.bytes.data()) != 0) {
    return fail(Fault::kBadInput, "the owner key is no X25519 public key");
  }
  return sealed;
}

}  // namespace mayfly
