# ccache and lld make builds faster. What is used is settled when a build tree is first configured: installing
# them later changes no command, and so rebuilds nothing.
if(NOT DEFINED MWL_CCACHE)
  find_program(ccache_program ccache NO_CACHE)
  find_program(lld_program ld.lld NO_CACHE)
  set(MWL_CCACHE "${ccache_program}" CACHE STRING "compiler launcher; NOTFOUND: none")
  set(MWL_LLD "${lld_program}" CACHE STRING "linker; NOTFOUND: the compiler's own")
endif()
if(MWL_CCACHE)
  # Without this ccache keeps nothing that reads a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${MWL_CCACHE})
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endif()
if(MWL_LLD)
  add_link_options(-fuse-ld=lld)
endif()

# mwl_unity(<target>): a few compilations instead of many. A name in an unnamed namespace must then be its
# folder's only one.
function(mwl_unity target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${MWL_UNITY} UNITY_BUILD_BATCH_SIZE ${MWL_UNITY_SOURCES})
endfunction()
