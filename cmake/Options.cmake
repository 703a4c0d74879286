# Compiler options for our own code; third-party headers come in as SYSTEM.
add_library(mayfly_options INTERFACE)
target_include_directories(mayfly_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(mayfly_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  -Wno-sign-conversion -Wnon-virtual-dtor -Wold-style-cast -Wimplicit-fallthrough)

if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # These come from the optimiser, and GCC 12 raises them on its own library (GCC bugs 105329, 105562, 105651). clang's
  # warnings, clang-tidy and the sanitizers look for the same mistakes.
  target_compile_options(mayfly_options INTERFACE -Wno-array-bounds -Wno-maybe-uninitialized
    -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread)
endif()

if(EMSCRIPTEN)
  # In every browser that has private methods and workers of modules, which the pages need anyway.
  add_compile_options(-mbulk-memory -msign-ext -mnontrapping-fptoint)
  # Our own code is small rather than fast: what takes time is libsodium's (SodiumWasm.cmake). emcc switches inlining off, even of
  # what is smaller than a call. Nothing runs when an instance ends, so no destructor waits for that.
  target_compile_options(mayfly_options INTERFACE -fno-exceptions -fno-rtti -fno-c++-static-destructors
    $<$<CONFIG:Release>:-Oz -finline-functions -flto>)
  target_compile_definitions(mayfly_options INTERFACE MAYFLY_NO_ERROR_TEXTS)
else()
  target_compile_options(mayfly_options INTERFACE -fstack-protector-strong)
  target_compile_definitions(mayfly_options INTERFACE
    $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
endif()

if(MAYFLY_SANITIZE)
  # The source packages are built without them: only our code is instrumented.
  target_compile_options(mayfly_options INTERFACE -fsanitize=${MAYFLY_SANITIZE}
    -fno-sanitize-recover=all -fno-omit-frame-pointer
    $<$<CXX_COMPILER_ID:Clang>:-fsanitize-ignorelist=${CMAKE_SOURCE_DIR}/tests/ubsan.ignore>)
  target_link_options(mayfly_options INTERFACE -fsanitize=${MAYFLY_SANITIZE})
endif()
