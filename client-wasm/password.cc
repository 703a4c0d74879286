// Argon2id on libsodium, one lane.
#include "client-wasm/password.h"

#include <sodium.h>

namespace mayfly {

Status check_params(const PasswordParams& params) {
  if (params.ops < kArgonOpsMin || params.ops > kArgonOpsMax || params.mem < kArgonMemMin ||
      params.mem > kArgonMemMax) {
    return fail(Fault::kBadPassword, "the password's work factors are outside the accepted range");
  }
  return {};
}

Result<PasswordHash> hash_password(ByteView password, const PasswordSalt& salt,
                                   const PasswordParams& params) {
  static_assert(PasswordSalt::kSize == crypto_pwhash_argon2id_SALTBYTES);
  MAYFLY_TRY(check_params(params));
  if (password.empty() || password.size() > kPasswordSizeMax) {
    return fail(Fault::kBadPassword, "the password is empty or too long");
  }
  int status = 0;
  auto hash = PasswordHash::filled_by([&](MutableBytes out) {
    status = crypto_pwhash_argon2id(
        out.data(), out.size(), as_chars(password).data(), password.size(), salt.expose().data(),
        params.ops, static_cast<size_t>(params.mem), crypto_pwhash_argon2id_ALG_ARGON2ID13);
  });
  if (status != 0) return fail(Fault::kTooLarge, "not enough memory to check the password");
  return hash;
}

}  // namespace mayfly
