# What an installation holds: the same shape below one root as a build tree (host/base/layout.h), so the folders are named
# as they are and not by the distribution's habits. Problems and headers go as whole folders: what is added to them is
# installed.
set(CMAKE_SKIP_INSTALL_RPATH ON)

function(gauntlet_install)
  set(programs gauntlet gauntlet-compiler gauntlet-evaluator gauntlet-verifier gauntlet-player gauntlet-cage)
  if(TARGET gauntlet-player-asan)
    list(APPEND programs gauntlet-player-asan)
  endif()
  install(TARGETS ${programs} RUNTIME DESTINATION bin)
  install(TARGETS gauntlet_cache_module gauntlet_moe_module gauntlet_spot_module
    LIBRARY DESTINATION lib/gauntlet/simulators)
  install(TARGETS gauntlet_record LIBRARY DESTINATION lib/gauntlet)
  install(TARGETS gauntlet_rt ARCHIVE DESTINATION lib/gauntlet)
  install(DIRECTORY plugin_api/gauntlet plugin_api/runtime plugin_api/standalone
    DESTINATION share/gauntlet/plugin_api PATTERN make_tables.py EXCLUDE)
  install(DIRECTORY problems DESTINATION share/gauntlet)
  install(FILES README.md SECURITY.md LICENSE DESTINATION share/doc/gauntlet)
endfunction()
gauntlet_install()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME gauntlet)
set(CPACK_PACKAGE_CONTACT "Gauntlet")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Evaluates machine-designed systems policies in milliseconds, and trusts none of them")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# What the embedded compiler reads at run time: Clang's own headers, the standard library's, the C library's.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libclang-common-19-dev, libstdc++-12-dev, libc6-dev")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "gdb")
include(CPack)
