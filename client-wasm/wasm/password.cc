// password.wasm: Argon2id, in an instance that is dropped behind it.
#include "client-wasm/password.h"

#include "client-wasm/wasm/boundary.h"

namespace mayfly::wasm {
namespace {

Status hash(ByteView password, ByteView salt_bytes, uint32_t ops, double mem) {
  MAYFLY_LET(salt, to_secret<PasswordSalt>(salt_bytes));
  MAYFLY_LET(checked_mem, to_size(mem));
  MAYFLY_LET(hashed, hash_password(password, salt, {ops, checked_mem}));
  put_output(hashed.expose());
  return {};
}

}  // namespace

// Bytes.
MAYFLY_EXPORT(password_hash)
int password_hash(const uint8_t* password, size_t password_size, const uint8_t* salt,
                  size_t salt_size, uint32_t ops, double mem) {
  return finish(hash({password, password_size}, {salt, salt_size}, ops, mem));
}

}  // namespace mayfly::wasm
