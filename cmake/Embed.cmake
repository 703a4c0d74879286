# Puts the pages of web/, joined, their libraries and the client core into the program, with compressed copies.
set(MAYFLY_WASM_DIR ${CMAKE_SOURCE_DIR}/build/wasm CACHE PATH
  "Where the modules of the client core are that the server serves under /js/core; left out where they are not built yet")
find_program(MAYFLY_NODE NAMES node nodejs REQUIRED)

# Generates site_assets.cc in the build folder and adds it to `target`.
function(mayfly_embed_site target)
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/site)
  set(wasm seal.wasm seal-simd.wasm open.wasm open-simd.wasm owner.wasm password.wasm report.wasm
    seal.wasm.js open.wasm.js owner.wasm.js password.wasm.js report.wasm.js)
  list(TRANSFORM wasm PREPEND "${MAYFLY_WASM_DIR}/")
  file(GLOB wasm CONFIGURE_DEPENDS ${wasm})
  set(libraries ${CMAKE_SOURCE_DIR}/node_modules/lean-qr/nano.mjs ${CMAKE_SOURCE_DIR}/node_modules/lean-qr/LICENSE
    ${CMAKE_SOURCE_DIR}/node_modules/esbuild-wasm/esbuild.wasm)
  foreach(library ${libraries})
    if(NOT EXISTS ${library})
      message(FATAL_ERROR "${library} is missing: run tools/setup build first.")
    endif()
  endforeach()
  file(GLOB_RECURSE pages CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/*)
  add_custom_command(
    OUTPUT ${generated}/site_assets.cc
    COMMAND ${MAYFLY_NODE} ${CMAKE_SOURCE_DIR}/cmake/embed.mjs
      ${generated} ${CMAKE_SOURCE_DIR}/build/pages ${CMAKE_SOURCE_DIR}/web ${wasm}
    DEPENDS ${CMAKE_SOURCE_DIR}/cmake/embed.mjs ${CMAKE_SOURCE_DIR}/cmake/bundle.mjs ${pages} ${libraries} ${wasm}
    COMMENT "Embedding the pages"
    VERBATIM)
  target_sources(${target} PRIVATE ${generated}/site_assets.cc)
endfunction()
