# cmake -DOUTPUT=x.cc -DFILES="a;b" -DNAMES="kA;kB" -P GauntletEmbed.cmake: files as string constants of namespace
# gauntlet. In raw strings: a compiler reads them a hundred times faster than arrays of numbers.
set(text "// Written by cmake/GauntletEmbed.cmake.\n#include <string_view>\n\nnamespace gauntlet {\n")
foreach(file name IN ZIP_LISTS FILES NAMES)
  file(READ ${file} content)
  string(FIND "${content}" ")_embedded\"" at)
  if(NOT at EQUAL -1)
    message(FATAL_ERROR "${file} holds the end of a raw string")
  endif()
  string(APPEND text "extern const std::string_view ${name};\nconst std::string_view ${name} = R\"_embedded(${content})_embedded\";\n")
endforeach()
file(WRITE ${OUTPUT} "${text}}  // namespace gauntlet\n")
