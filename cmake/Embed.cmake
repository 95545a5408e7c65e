# mwl_embed(<target> <symbol> <file>…)
# Compiles files into <target> as `extern const mwl::EmbeddedFile <symbol>[]; extern const std::size_t
# <symbol>_count;` declared by the generated header "<symbol>.embed.h", sorted by file name.
add_custom_target(mwl_generated_sources)  # what clang-tidy needs before it can read the sources

function(mwl_embed target symbol)
  set(out ${CMAKE_BINARY_DIR}/embedded/${target})
  set(files ${ARGN})
  list(SORT files)
  add_custom_command(
    OUTPUT ${out}/${symbol}.cpp ${out}/${symbol}.embed.h
    COMMAND ${CMAKE_COMMAND} -DSYMBOL=${symbol} -DOUT=${out} "-DFILES=${files}"
            -P ${CMAKE_SOURCE_DIR}/cmake/EmbedScript.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/EmbedScript.cmake
    VERBATIM)
  add_custom_target(embed_${symbol} DEPENDS ${out}/${symbol}.embed.h)
  add_dependencies(mwl_generated_sources embed_${symbol})
  target_sources(${target} PRIVATE ${out}/${symbol}.cpp ${out}/${symbol}.embed.h)
  target_include_directories(${target} PRIVATE ${out})
endfunction()
