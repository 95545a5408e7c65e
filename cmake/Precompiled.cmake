# Headers of the standard library that nearly every source reads are compiled once. mwl_precompiled() makes the target
# that does it; who takes them from there (REUSE_FROM) must be compiled with the same flags. clang-tidy reads the
# sources without them, so that no source leans on what it does not include.
set(MWL_PRECOMPILED <algorithm> <array> <chrono> <cstdint> <filesystem> <functional> <map> <memory> <optional> <string>
    <string_view> <utility> <vector>)

function(mwl_precompiled name kind)
  set(source ${CMAKE_BINARY_DIR}/${name}.cpp)
  if(kind STREQUAL EXECUTABLE)
    file(CONFIGURE OUTPUT ${source} CONTENT "int main() { return 0; }\n")
    add_executable(${name} ${source})
  else()
    file(CONFIGURE OUTPUT ${source} CONTENT "// Only its headers are of interest.\n")
    add_library(${name} STATIC ${source})
  endif()
  target_link_libraries(${name} PRIVATE mwl_flags)
  target_precompile_headers(${name} PRIVATE ${MWL_PRECOMPILED} ${ARGN})
endfunction()
