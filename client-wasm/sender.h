// A drop being made: its secrets, its archive, its parts and its grants.
#pragma once

#include "client-wasm/age/payload.h"
#include "client-wasm/archive/layout.h"
#include "client-wasm/keys.h"
#include "client-wasm/owner.h"
#include "client-wasm/random.h"
#include "common/result.h"

namespace mayfly {

// One way into a drop, as the server wants it; the link secret is for the recipient.
struct NewGrant {
  GrantId id;
  Verifier access;
  Bytes header;  // age header and payload nonce
};

class Sender {
 public:
  // Fresh secrets for the files that the manifest names (their offsets are set here). part_size 0
  // chooses one. kTooLarge past the limits, kBadInput for a part size that is none.
  static Result<Sender> make(Manifest manifest, uint64_t part_size, Random& random);

  const Owner& owner() const { return owner_; }
  const Layout& layout() const { return layout_; }
  const age::PartCipher& cipher() const { return cipher_; }

  // A link's way in: `root` is root_of(link) or root_of(link, password). Any number of grants open
  // the payload.
  Result<NewGrant> make_grant(const LinkSecret& link, const Root& root, Random& random) const;

 private:
  Sender(Owner owner, Layout layout, age::FileKey file_key, const age::PayloadNonce& nonce,
         PartPlan plan);

  Owner owner_;
  Layout layout_;
  age::FileKey file_key_;
  age::PayloadNonce nonce_;
  age::PartCipher cipher_;
};

}  // namespace mayfly
