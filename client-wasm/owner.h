// What a manage link can do: name and prove the drop, seal and open notes, open events.
#pragma once

#include "client-wasm/keys.h"
#include "client-wasm/random.h"
#include "common/result.h"

namespace mayfly {

class Owner {
 public:
  explicit Owner(OwnerSecret secret);
  // kBadLink, kUnsupported.
  static Result<Owner> from_fragment(std::string_view fragment);

  DropId drop() const { return drop_id(secret_); }
  OwnerToken token() const { return owner_token(secret_); }
  OwnerKey key() const { return owner_key(identity_); }
  const OwnerSecret& secret() const { return secret_; }

  Result<Bytes> seal_note(ByteView plain, Random& random) const;
  Result<SecretBytes> open_note(ByteView sealed) const;
  // An event that the server sealed with crypto_box_seal. kTruncated, kTooLarge, kWrongKey.
  Result<SecretBytes> open_event(ByteView sealed) const;

 private:
  OwnerSecret secret_;
  OwnerIdentity identity_;
  NoteKey note_key_;
};

}  // namespace mayfly
