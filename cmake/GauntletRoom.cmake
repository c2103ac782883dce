# gauntlet_room(<name> [DEPS <rooms and libraries>...])
# One folder, one static library gauntlet_<name> of all its *.cc; every *_test.cc goes into one test
# program <name>_test; every *_main.cc is left to the caller.
function(gauntlet_room name)
  cmake_parse_arguments(ROOM "" "" "DEPS;TEST_DEPS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cc)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_(test|main)\\.cc$")
  if(sources)
    add_library(gauntlet_${name} STATIC ${sources})
    target_link_libraries(gauntlet_${name} PUBLIC gauntlet_flags ${ROOM_DEPS})
  else()
    add_library(gauntlet_${name} INTERFACE)
    target_link_libraries(gauntlet_${name} INTERFACE gauntlet_flags ${ROOM_DEPS})
  endif()
  if(tests)
    gauntlet_test(${name}_test SOURCES ${tests} DEPS gauntlet_${name} ${ROOM_TEST_DEPS})
  endif()
endfunction()

# gauntlet_test(<name> SOURCES ... DEPS ... [PROGRAMS <targets that must be built first>...])
# Runs as one ctest entry, with the repository root as working directory.
function(gauntlet_test name)
  cmake_parse_arguments(T "" "" "SOURCES;DEPS;PROGRAMS" ${ARGN})
  add_executable(${name} ${T_SOURCES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_link_libraries(${name} PRIVATE gauntlet_flags ${T_DEPS} GTest::gmock GTest::gtest GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE
    GAUNTLET_BUILD_DIR="${CMAKE_BINARY_DIR}" GAUNTLET_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  foreach(program ${T_PROGRAMS})
    if(TARGET ${program})
      add_dependencies(${name} ${program})
    endif()
  endforeach()
  gauntlet_add_test(${name} ${name})
endfunction()

# gauntlet_add_test(<name> <program>): the ctest entry itself.
function(gauntlet_add_test name program)
  add_test(NAME ${name} COMMAND ${program} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES TIMEOUT 900)
  if(GAUNTLET_SANITIZE)
    # A worker that ends with a report is replaced, and its test may pass all the same.
    set_tests_properties(${name} PROPERTIES
      FAIL_REGULAR_EXPRESSION "(ERROR|WARNING): (Address|Leak|Thread)Sanitizer;: runtime error: ")
  endif()
endfunction()
