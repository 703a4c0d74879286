// What a link is to both sides: the salt of its password, and the root.
#include "client-wasm/wasm/link.h"

namespace mayfly::wasm {

Held<LinkSecret>& link() {
  static Held<LinkSecret> instance;
  return instance;
}

Result<Root> root_with(ByteView password) {
  if (!link()) return tl::unexpected(out_of_order());
  if (password.empty()) return root_of(*link());
  MAYFLY_LET(hash, to_secret<PasswordHash>(password));
  return root_of(*link(), hash);
}

namespace {

Status put_salt() {
  if (!link()) return tl::unexpected(out_of_order());
  put_output(password_salt(*link()).expose());
  return {};
}

}  // namespace

// Bytes, for password_hash.
MAYFLY_EXPORT(link_salt) int link_salt() { return finish(put_salt()); }

}  // namespace mayfly::wasm
