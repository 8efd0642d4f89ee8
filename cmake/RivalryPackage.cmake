# The program as it is installed, and as `cpack` packs it: rivalry-VERSION-linux-x86_64.tar.gz, which works wherever it is
# unpacked, by anybody, on every system whose C library is at least as new as the one that it was built with.
#
# The package has what the program is linked with in lib/, but for the C library; `cmake --install` leaves that out.
# DT_RPATH, not DT_RUNPATH: libraries of libraries are found by it too, and it goes before LD_LIBRARY_PATH, with which the
# modules of a cluster bring libraries of other versions.
string(TOLOWER ${CMAKE_SYSTEM_NAME} system)
set_target_properties(rivalry PROPERTIES INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}")
target_link_options(rivalry PRIVATE LINKER:--disable-new-dtags)
install(TARGETS rivalry RUNTIME_DEPENDENCY_SET libraries)
install(
  RUNTIME_DEPENDENCY_SET libraries
  PRE_EXCLUDE_REGEXES "^(ld-linux.*|lib(c|m|dl|rt|pthread|resolv|util))\\.so"
  DESTINATION ${CMAKE_INSTALL_LIBDIR}
  COMPONENT libraries EXCLUDE_FROM_ALL)
configure_file(${CMAKE_CURRENT_LIST_DIR}/CopyLicences.cmake.in ${PROJECT_BINARY_DIR}/CopyLicences.cmake @ONLY)
install(SCRIPT ${PROJECT_BINARY_DIR}/CopyLicences.cmake COMPONENT libraries EXCLUDE_FROM_ALL)

set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON) # else cpack builds the tests, too
set(CPACK_GENERATOR TGZ)
set(CPACK_PACKAGE_FILE_NAME rivalry-${PROJECT_VERSION}-${system}-${CMAKE_SYSTEM_PROCESSOR})
set(CPACK_COMPONENTS_ALL Unspecified libraries)
set(CPACK_ARCHIVE_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_COMPONENT_INCLUDE_TOPLEVEL_DIRECTORY ON)
set(CPACK_STRIP_FILES ON)
include(CPack)
