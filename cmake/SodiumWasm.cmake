# The parts of libsodium that the core calls, compiled straight from its source with emcc: its own configure would run
# test programs and pull in every primitive.
set(sodium_source ${MAYFLY_SODIUM_SOURCE_DIR}/src/libsodium)
if(NOT EXISTS ${sodium_source}/include/sodium/version.h.in)
  message(FATAL_ERROR "libsodium's source is missing: run tools/setup build first.")
endif()

# Nothing in the core asks for the version, but sodium.h includes the header.
set(VERSION mayfly)
set(SODIUM_LIBRARY_VERSION_MAJOR 0)
set(SODIUM_LIBRARY_VERSION_MINOR 0)
set(SODIUM_LIBRARY_MINIMAL_DEF "")
set(sodium_generated ${CMAKE_BINARY_DIR}/sodium-include)
configure_file(${sodium_source}/include/sodium/version.h.in ${sodium_generated}/sodium/version.h @ONLY)
unset(VERSION)

set(sodium_files
  crypto_aead/chacha20poly1305/aead_chacha20poly1305.c
  crypto_aead/xchacha20poly1305/aead_xchacha20poly1305.c
  crypto_auth/hmacsha256/auth_hmacsha256.c
  crypto_box/crypto_box.c
  crypto_box/crypto_box_easy.c
  crypto_box/crypto_box_seal.c
  crypto_box/curve25519xsalsa20poly1305/box_curve25519xsalsa20poly1305.c
  crypto_core/ed25519/ref10/ed25519_ref10.c
  crypto_core/hchacha20/core_hchacha20.c
  crypto_core/hsalsa20/ref2/core_hsalsa20_ref2.c
  crypto_core/salsa/ref/core_salsa_ref.c
  crypto_generichash/blake2b/generichash_blake2.c
  crypto_generichash/blake2b/ref/blake2b-compress-ref.c
  crypto_generichash/blake2b/ref/blake2b-ref.c
  crypto_generichash/blake2b/ref/generichash_blake2b.c
  crypto_generichash/crypto_generichash.c
  crypto_hash/sha256/cp/hash_sha256_cp.c
  crypto_kdf/blake2b/kdf_blake2b.c
  crypto_kdf/crypto_kdf.c
  crypto_kdf/hkdf/kdf_hkdf_sha256.c
  crypto_onetimeauth/crypto_onetimeauth.c
  crypto_onetimeauth/poly1305/donna/poly1305_donna.c
  crypto_onetimeauth/poly1305/onetimeauth_poly1305.c
  crypto_pwhash/argon2/argon2-core.c
  crypto_pwhash/argon2/argon2-encoding.c
  crypto_pwhash/argon2/argon2-fill-block-ref.c
  crypto_pwhash/argon2/argon2.c
  crypto_pwhash/argon2/blake2b-long.c
  crypto_pwhash/argon2/pwhash_argon2id.c
  crypto_scalarmult/curve25519/ref10/x25519_ref10.c
  crypto_scalarmult/curve25519/scalarmult_curve25519.c
  crypto_secretbox/crypto_secretbox_easy.c
  crypto_stream/chacha20/ref/chacha20_ref.c
  crypto_stream/chacha20/stream_chacha20.c
  crypto_stream/salsa20/ref/salsa20_ref.c
  crypto_stream/salsa20/stream_salsa20.c
  crypto_stream/xsalsa20/stream_xsalsa20.c
  crypto_stream/xchacha20/stream_xchacha20.c
  crypto_verify/verify.c
  sodium/codecs.c
  sodium/utils.c)
list(TRANSFORM sodium_files PREPEND ${sodium_source}/)

add_library(sodium STATIC ${sodium_files} ${CMAKE_SOURCE_DIR}/client-wasm/wasm/sodium_shim.c)
target_include_directories(sodium SYSTEM
  PUBLIC ${sodium_source}/include ${sodium_generated} ${sodium_source}/include/sodium
  PRIVATE ${sodium_source}/include/sodium/private ${sodium_generated}/sodium)
# HAVE_TI_MODE stays undefined: wasm has no 64x64->128 multiplication, and Poly1305 would be four times slower.
target_compile_definitions(sodium PRIVATE CONFIGURED=1 NATIVE_LITTLE_ENDIAN=1 _GNU_SOURCE=1 NDEBUG
  HAVE_STDINT_H HAVE_WEAK_SYMBOLS=1 HAVE_INLINE_ASM=1)
# Only the core's own X25519 with the base point makes public keys, so the 30 kB table for Edwards points stays out.
set_source_files_properties(${sodium_source}/crypto_scalarmult/curve25519/ref10/x25519_ref10.c
  PROPERTIES COMPILE_DEFINITIONS "ge25519_scalarmult_base=mayfly_no_edwards_base")
# -O3: -Os makes BLAKE2b, and Argon2 with it, several times slower.
target_compile_options(sodium PRIVATE -O3 -w)
