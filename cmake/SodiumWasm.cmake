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
# Takes a copy of a source file in its place, in which `rolled` stands for what `unrolled` matches. Unrolled rounds are most of
# a module, for a speed that hashes of a few dozen bytes do not need. The steps stay as they are.
function(mayfly_roll_up file unrolled rolled)
  set(copy ${CMAKE_BINARY_DIR}/sodium-rolled/${file})
  if(copy IN_LIST sodium_rolled)
    file(READ ${copy} text)
  else()
    file(READ ${sodium_source}/${file} text)
  endif()
  string(REGEX REPLACE "${unrolled}" "${rolled}" changed "${text}")
  if(changed STREQUAL text)
    message(FATAL_ERROR "libsodium's ${file} is not as it was: look whether it is still to be rolled up.")
  endif()
  file(CONFIGURE OUTPUT ${copy} CONTENT "${changed}" @ONLY)
  get_filename_component(folder ${sodium_source}/${file} DIRECTORY)
  set_source_files_properties(${copy} PROPERTIES INCLUDE_DIRECTORIES ${folder})
  list(REMOVE_ITEM sodium_files ${file})
  list(APPEND sodium_rolled ${copy})
  set(sodium_files ${sodium_files} PARENT_SCOPE)
  set(sodium_rolled ${sodium_rolled} PARENT_SCOPE)
endfunction()
set(blake2b crypto_generichash/blake2b/ref/blake2b-compress-ref.c)
mayfly_roll_up(${blake2b} "( *ROUND.[0-9]+.;\n)+" "    for (i = 0; i < 12; i++) ROUND(i);\n")
mayfly_roll_up(${blake2b} "( *G.r, [0-9][^\n]*\n)+" [[
        for (int g = 0; g < 8; g++) \\
            G(r, g, v[g % 4], v[4 + (g + g / 4) % 4], v[8 + (g + g / 4 * 2) % 4], v[12 + (g + g / 4 * 3) % 4]); \\
]])
set(sha256 crypto_hash/sha256/cp/hash_sha256_cp.c)
mayfly_roll_up(${sha256} "( *RNDr.S, W, [0-9]+, i.;\n)+" "        for (int j = 0; j < 16; j++) { RNDr(S, W, j, i); }\n")
mayfly_roll_up(${sha256} "( *MSCH.W, [0-9]+, i.;\n)+" "        for (int j = 0; j < 16; j++) { MSCH(W, j, i); }\n")
list(TRANSFORM sodium_files PREPEND ${sodium_source}/)

add_library(sodium STATIC ${sodium_files} ${sodium_rolled} ${CMAKE_SOURCE_DIR}/client-wasm/wasm/sodium_shim.c
  ${CMAKE_SOURCE_DIR}/client-wasm/wasm/x25519.c)
target_include_directories(sodium SYSTEM
  PUBLIC ${sodium_source}/include ${sodium_generated} ${sodium_source}/include/sodium
  PRIVATE ${sodium_source}/include/sodium/private ${sodium_generated}/sodium)
# HAVE_TI_MODE stays undefined: wasm has no 64x64->128 multiplication, and Poly1305 would be four times slower.
target_compile_definitions(sodium PRIVATE CONFIGURED=1 NATIVE_LITTLE_ENDIAN=1 _GNU_SOURCE=1 NDEBUG
  HAVE_STDINT_H HAVE_WEAK_SYMBOLS=1 HAVE_INLINE_ASM=1)
set_source_files_properties(${CMAKE_SOURCE_DIR}/client-wasm/wasm/x25519.c PROPERTIES INCLUDE_DIRECTORIES
  "${sodium_source};${sodium_source}/crypto_core/ed25519/ref10;${sodium_source}/crypto_scalarmult/curve25519/ref10")
target_compile_options(sodium PRIVATE -Oz -w)
# What runs over whole parts, or over all of Argon2id's memory.
set(sodium_hot
  crypto_aead/chacha20poly1305/aead_chacha20poly1305.c
  crypto_onetimeauth/poly1305/donna/poly1305_donna.c
  crypto_pwhash/argon2/argon2-fill-block-ref.c
  crypto_stream/chacha20/ref/chacha20_ref.c)
list(TRANSFORM sodium_hot PREPEND ${sodium_source}/)
# Where -Oz stands before, emcc goes on forbidding to inline.
set_source_files_properties(${sodium_hot} PROPERTIES COMPILE_OPTIONS "-O3;-finline-functions")
