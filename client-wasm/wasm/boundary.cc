// Memory for arguments, and the output.
#include "client-wasm/wasm/boundary.h"

#include <cstdlib>

#include "common/limits.h"

namespace mayfly::wasm {
namespace {

Held<SecretBytes> output;

}  // namespace

SystemRandom& random() {
  static SystemRandom instance;
  return instance;
}

void put_output(ByteView bytes) { output.emplace(bytes); }
void put_output(SecretBytes bytes) { output.emplace(std::move(bytes)); }

Result<uint64_t> to_size(double value) {
  if (!(value >= 0 && value <= static_cast<double>(kPayloadSizeMax))) {
    return fail(Fault::kTooLarge, "a size past its limit");
  }
  // Not the saturating instruction of a cast, which wasm2js does not know.
  return __builtin_wasm_trunc_u_i64_f64(value);
}

MAYFLY_EXPORT(mayfly_alloc) void* mayfly_alloc(size_t size) { return std::malloc(size); }

MAYFLY_EXPORT(mayfly_free) void mayfly_free(void* data, size_t size) {
  sodium_memzero(data, size);
  std::free(data);
}

MAYFLY_EXPORT(output_data) const uint8_t* output_data() {
  return output ? output->expose().data() : nullptr;
}
MAYFLY_EXPORT(output_size) size_t output_size() { return output ? output->size() : 0; }
MAYFLY_EXPORT(clear_output) void clear_output() { output.emplace(); }

}  // namespace mayfly::wasm
