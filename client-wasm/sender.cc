// Makes a drop.
#include "client-wasm/sender.h"

#include "client-wasm/age/recipient.h"
#include "client-wasm/x25519.h"
#include "common/limits.h"

namespace mayfly {

Sender::Sender(Owner owner, Layout layout, age::FileKey file_key, const age::PayloadNonce& nonce,
               PartPlan plan)
    : owner_(std::move(owner)),
      layout_(std::move(layout)),
      file_key_(std::move(file_key)),
      nonce_(nonce),
      cipher_(age::payload_key(file_key_, nonce_), plan) {}

Result<Sender> Sender::make(Manifest manifest, uint64_t part_size, Random& random) {
  MAYFLY_LET(layout, Layout::plan(std::move(manifest)));
  if (part_size == 0) part_size = default_part_size(layout.size());
  MAYFLY_LET(plan, PartPlan::make(layout.size(), part_size));
  Owner owner(random.make<OwnerSecret>());
  auto file_key = random.make<age::FileKey>();
  age::PayloadNonce nonce;
  random.fill(nonce);
  return Sender(std::move(owner), std::move(layout), std::move(file_key), nonce, plan);
}

Result<NewGrant> Sender::make_grant(const LinkSecret& link, const Root& root,
                                    Random& random) const {
  const AgeIdentity identity = age_identity(root);
  MAYFLY_LET(stanza, age::wrap_file_key(file_key_, x25519_public(identity.expose()), random));
  const std::string header = age::seal_header({&stanza, 1}, file_key_);
  NewGrant grant{grant_id(link), Verifier::of(access_token(root).expose()), {}};
  append(grant.header, as_bytes(header));
  append(grant.header, nonce_);
  if (grant.header.size() > kHeaderSizeMax)
    return fail(Fault::kTooLarge, "a header past its limit");
  return grant;
}

}  // namespace mayfly
