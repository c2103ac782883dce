# Every library that Gauntlet stands on, found once. Debian 12 has them all: see ./dev.

find_package(Threads REQUIRED)
find_package(LLVM 19.1 REQUIRED CONFIG)
find_package(Clang REQUIRED CONFIG HINTS ${LLVM_INSTALL_PREFIX}/lib/cmake/clang)
find_package(LLD REQUIRED CONFIG HINTS ${LLVM_INSTALL_PREFIX}/lib/cmake/lld)
find_package(Boost 1.74 REQUIRED COMPONENTS filesystem system)
find_package(yaml-cpp REQUIRED)
find_package(CURL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(GTest REQUIRED)
find_package(benchmark REQUIRED)
find_package(ZLIB REQUIRED)
find_package(LibLZMA REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(NLOPT REQUIRED IMPORTED_TARGET nlopt)
pkg_check_modules(SECCOMP REQUIRED IMPORTED_TARGET libseccomp)
find_library(SQLITECPP_LIBRARY SQLiteCpp REQUIRED)
find_path(SQLITECPP_INCLUDE SQLiteCpp/SQLiteCpp.h REQUIRED)

# Warnings are errors on our targets, and only there.
add_library(gauntlet_flags INTERFACE)
target_compile_options(gauntlet_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
  -Wno-missing-designated-field-initializers -Wnon-virtual-dtor
  -Woverloaded-virtual -Wimplicit-fallthrough -Werror)
target_include_directories(gauntlet_flags INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/plugin_api)
set(GAUNTLET_SANITIZE "" CACHE STRING "sanitizers for our targets, e.g. address,undefined")
if(GAUNTLET_SANITIZE)
  # The vptr check probes memory through pipes, which a locked child may not open.
  target_compile_options(gauntlet_flags INTERFACE -fsanitize=${GAUNTLET_SANITIZE} -fno-sanitize=vptr -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(gauntlet_flags INTERFACE -fsanitize=${GAUNTLET_SANITIZE})
  target_compile_definitions(gauntlet_flags INTERFACE _GLIBCXX_ASSERTIONS)
endif()
option(GAUNTLET_FUZZ "let libFuzzer drive the targets of tests/fuzz" OFF)
if(GAUNTLET_FUZZ)
  target_compile_options(gauntlet_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# The few targets that include Clang or LLVM headers link this; their warnings are not ours.
add_library(gauntlet_clang INTERFACE)
target_include_directories(gauntlet_clang SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS} ${CLANG_INCLUDE_DIRS} ${LLD_INCLUDE_DIRS})
target_compile_definitions(gauntlet_clang INTERFACE ${LLVM_DEFINITIONS_LIST})
target_link_libraries(gauntlet_clang INTERFACE lldELF lldCommon clang-cpp LLVM)

add_library(gauntlet_sqlite INTERFACE)
target_include_directories(gauntlet_sqlite SYSTEM INTERFACE ${SQLITECPP_INCLUDE})
target_link_libraries(gauntlet_sqlite INTERFACE ${SQLITECPP_LIBRARY} SQLite::SQLite3 Threads::Threads)
