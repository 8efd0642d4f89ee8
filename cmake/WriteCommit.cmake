# Run at every build: writes OUTPUT with the commit the program is built from. The file changes only if the commit does.
#   cmake -DSOURCE=<project> -DTEMPLATE=<commit.cpp.in> -DOUTPUT=<commit.cpp> -DGIT=<git> [-DCOMMIT=<commit>] \
#     -P WriteCommit.cmake
set(commit unknown)
if(COMMIT)
  set(commit ${COMMIT})
elseif(GIT AND EXISTS ${SOURCE}/.git)
  execute_process(
    COMMAND ${GIT} rev-parse --verify --short=12 HEAD
    WORKING_DIRECTORY ${SOURCE}
    OUTPUT_VARIABLE head
    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET
    RESULT_VARIABLE failed)
  if(NOT failed)
    set(commit ${head})
    # Only what goes into the program makes it dirty; other processes may be using the index, so take no lock.
    execute_process(
      COMMAND ${GIT} --no-optional-locks status --porcelain -- CMakeLists.txt CMakePresets.json cmake include sim
      WORKING_DIRECTORY ${SOURCE}
      OUTPUT_VARIABLE changes ERROR_QUIET)
    if(changes)
      string(APPEND commit -dirty)
    endif()
  endif()
endif()
configure_file(${TEMPLATE} ${OUTPUT} @ONLY)
