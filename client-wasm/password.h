// Argon2id over a password (RFC 9106), with the work factors that stand in the grant.
#pragma once

#include "client-wasm/keys.h"
#include "common/limits.h"
#include "common/result.h"

namespace mayfly {

struct PasswordParams {
  uint32_t ops = kArgonOpsDefault;  // passes
  uint64_t mem = kArgonMemDefault;  // bytes
};

// kBadPassword outside the range that common/limits.h accepts: the server chooses what it answers,
// and must neither weaken the hash nor exhaust the machine.
Status check_params(const PasswordParams& params);

// The password is UTF-8 after NFKC, which the caller has done. kBadPassword when it is empty, too
// long or the work factors are out of range; kTooLarge when the memory cannot be had.
Result<PasswordHash> hash_password(ByteView password, const PasswordSalt& salt,
                                   const PasswordParams& params);

}  // namespace mayfly
