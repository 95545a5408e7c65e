# Warnings are errors, and every program is hardened (docs: faults.md 3.3, Build).
add_library(mwl_flags INTERFACE)
target_compile_options(mwl_flags INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor -Werror
  -Wno-missing-field-initializers  # designated initialisers name what differs from the default
  -fstack-protector-strong -fcf-protection)
target_compile_definitions(mwl_flags INTERFACE _GLIBCXX_ASSERTIONS MWL_VERSION="${PROJECT_VERSION}")
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 sees std::string overlap itself when a literal is assigned at -O2 (GCC bug 105651).
  target_compile_options(mwl_flags INTERFACE -fstack-clash-protection -Wcast-align=strict -Wno-restrict)
  # A source that is compiled together with others counts as a header here.
  if(MWL_UNITY)
    target_compile_options(mwl_flags INTERFACE -Wno-subobject-linkage)
  endif()
else()
  target_compile_options(mwl_flags INTERFACE -Wthread-safety)
endif()
if(MWL_SANITIZE)
  # What the address sanitizer reports too (null, object-size) is not looked at twice, and alignment only by
  # -Wcast-align, which sees no cast from void*: they took a third of the time of a build. The fuzz targets leave
  # nothing out.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=null,object-size,alignment)
  add_compile_options(-fno-sanitize-recover=all -fno-omit-frame-pointer)
  # The sanitizers' tables hold half a million addresses; a program with a place of its own need not add to each at
  # every start.
  add_link_options(-fsanitize=address,undefined -no-pie)
  # A test build may kill itself at named points (CRASH_AT=name:n); a hospital's build cannot.
  target_compile_definitions(mwl_flags INTERFACE MWL_CRASH_POINTS)
else()
  target_compile_definitions(mwl_flags INTERFACE $<$<NOT:$<CONFIG:Debug>>:_FORTIFY_SOURCE=2>)
endif()
if((MWL_SANITIZE OR MWL_THREADS) AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Under a sanitizer GCC 12 sees uninitialised members inside <regex> and std::optional (GCC bug 105562).
  target_compile_options(mwl_flags INTERFACE -Wno-maybe-uninitialized)
endif()
if(MWL_THREADS)
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer -Wno-tsan)  # fences are not watched: a library has one
  add_link_options(-fsanitize=thread)
endif()
add_link_options(-Wl,-z,relro,-z,now)
# DCMTK's package names every library that it has: a third of what a start of the program would load.
add_link_options(-Wl,--as-needed)
