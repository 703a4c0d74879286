# Where each third-party library comes from: Debian packages, and the source packages of tools/deps.
set(MAYFLY_SODIUM_DIR ${MAYFLY_DEPS_DIR}/sodium CACHE PATH "libsodium 1.0.22 or newer, installed prefix")
set(MAYFLY_SODIUM_SOURCE_DIR ${MAYFLY_DEPS_DIR}/src/libsodium CACHE PATH "libsodium's source, for wasm")
set(MAYFLY_HTTPLIB_DIR ${MAYFLY_DEPS_DIR}/httplib CACHE PATH "Folder with httplib.h 0.41 or newer")

add_library(mayfly_headers INTERFACE)  # header-only packages that both builds use
if(EMSCRIPTEN)
  # Only these folders of the system's headers may be seen by emcc.
  target_include_directories(mayfly_headers SYSTEM INTERFACE ${MAYFLY_DEPS_DIR}/headers)
  include(SodiumWasm)
else()
  add_library(sodium STATIC IMPORTED GLOBAL)
  set_target_properties(sodium PROPERTIES IMPORTED_LOCATION ${MAYFLY_SODIUM_DIR}/lib/libsodium.a)
  target_include_directories(sodium SYSTEM INTERFACE ${MAYFLY_SODIUM_DIR}/include)
  if(NOT EXISTS ${MAYFLY_SODIUM_DIR}/lib/libsodium.a OR NOT EXISTS ${MAYFLY_HTTPLIB_DIR}/httplib.h)
    message(FATAL_ERROR "The source packages are missing: run tools/setup build first.")
  endif()
  find_package(Threads REQUIRED)
  find_package(OpenSSL 3 REQUIRED)
  add_library(httplib INTERFACE)
  target_include_directories(httplib SYSTEM INTERFACE ${MAYFLY_HTTPLIB_DIR})
  target_link_libraries(httplib INTERFACE Threads::Threads)
endif()
