// The owner's side of a drop after it was sealed.
#include "client-wasm/owner.h"

#include <sodium.h>

#include "client-wasm/link.h"
#include "client-wasm/sealed_text.h"
#include "common/limits.h"

namespace mayfly {

Owner::Owner(OwnerSecret secret)
    : secret_(std::move(secret)),
      identity_(owner_identity(secret_)),
      note_key_(note_key(secret_)) {}

Result<Owner> Owner::from_fragment(std::string_view fragment) {
  MAYFLY_LET(secret, parse_manage_fragment(fragment));
  return Owner(std::move(secret));
}

Result<Bytes> Owner::seal_note(ByteView plain, Random& random) const {
  return mayfly::seal_note(note_key_, plain, random);
}

Result<SecretBytes> Owner::open_note(ByteView sealed) const {
  return mayfly::open_note(note_key_, sealed);
}

Result<SecretBytes> Owner::open_event(ByteView sealed) const {
  if (sealed.size() < crypto_box_SEALBYTES) return fail(Fault::kTruncated, "an event cut short");
  if (sealed.size() > kEventSizeMax) return fail(Fault::kTooLarge, "an event past its limit");
  SecretBytes plain(sealed.size() - crypto_box_SEALBYTES);
  if (crypto_box_seal_open(plain.expose_mutable().data(), sealed.data(), sealed.size(),
                           key().bytes.data(), identity_.expose().data()) != 0) {
    return fail(Fault::kWrongKey, "an event that this key does not open");
  }
  return plain;
}

}  // namespace mayfly
