# Run by mwl_embed() at build time: writes the bytes of each file as an array.
set(code "#include \"${SYMBOL}.embed.h\"\n")
set(rows "")
set(index 0)
foreach(file IN LISTS FILES)
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
  get_filename_component(name ${file} NAME)
  string(APPEND code "static const unsigned char bytes_${index}[] = {${bytes}0x00};\n")
  string(APPEND rows "    {\"${name}\", reinterpret_cast<const char*>(bytes_${index}), sizeof bytes_${index} - 1},\n")
  math(EXPR index "${index} + 1")
endforeach()
string(APPEND code "const EmbeddedFile ${SYMBOL}[] = {\n${rows}};\nconst std::size_t ${SYMBOL}_count = ${index};\n")
file(WRITE ${OUT}/${SYMBOL}.cpp "${code}")
file(WRITE ${OUT}/${SYMBOL}.embed.h "#pragma once
#include <cstddef>
struct EmbeddedFile { const char* name; const char* text; std::size_t size; };
extern const EmbeddedFile ${SYMBOL}[];
extern const std::size_t ${SYMBOL}_count;
")
