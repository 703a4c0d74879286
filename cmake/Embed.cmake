# Puts the pages of web/ and the client core into the program, with compressed copies.
set(MAYFLY_WASM ${CMAKE_SOURCE_DIR}/build/wasm/mayfly.wasm CACHE FILEPATH
  "The client core that the server serves at /js/core/mayfly.wasm; left out where it is not built yet")
find_program(MAYFLY_NODE NAMES node nodejs REQUIRED)

# Generates site_assets.cc in the build folder and adds it to `target`.
function(mayfly_embed_site target)
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/site)
  get_filename_component(wasm_folder ${MAYFLY_WASM} DIRECTORY)
  get_filename_component(wasm_name ${MAYFLY_WASM} NAME)
  file(GLOB wasm CONFIGURE_DEPENDS ${wasm_folder}/${wasm_name})
  file(GLOB_RECURSE pages CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/*)
  add_custom_command(
    OUTPUT ${generated}/site_assets.cc
    COMMAND ${MAYFLY_NODE} ${CMAKE_SOURCE_DIR}/cmake/embed.mjs
      ${generated} ${CMAKE_SOURCE_DIR}/web ${wasm}
    DEPENDS ${CMAKE_SOURCE_DIR}/cmake/embed.mjs ${pages} ${wasm}
    COMMENT "Embedding the pages"
    VERBATIM)
  target_sources(${target} PRIVATE ${generated}/site_assets.cc)
endfunction()
