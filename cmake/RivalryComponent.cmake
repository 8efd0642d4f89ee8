# rivalry_precompile(TARGET HEADERS...)
#
# Reading headers is most of the work of compiling this project. Builds that developers seldom change anything in read
# them once a target; the others do without, which shows that every source includes what it needs.
option(RIVALRY_PRECOMPILE "Precompile headers" OFF)
function(rivalry_precompile target)
  if(RIVALRY_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE ${ARGN})
  endif()
endfunction()

# rivalry_component(NAME [FIXED_FRAMES] [PUBLIC targets...] [PRIVATE targets...] [PRECOMPILE headers...])
#
# Static library rivalry_NAME from sim/NAME/*.cpp, with the headers include/rivalry/NAME/*.hpp; an interface library as long
# as there are no sources. The target all_verify_interface_header_sets compiles each header alone.
function(rivalry_component name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "FIXED_FRAMES" "" "PUBLIC;PRIVATE;PRECOMPILE")
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/sim/${name}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "_level\\.cpp$") # see rivalry_levels
  file(GLOB headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/rivalry/${name}/*.hpp)
  if(sources)
    add_library(rivalry_${name} STATIC ${sources})
    target_link_libraries(
      rivalry_${name}
      PUBLIC ${arg_PUBLIC} rivalry_flags
      PRIVATE ${arg_PRIVATE})
    set_target_properties(rivalry_${name} PROPERTIES RIVALRY_FIXED_FRAMES ${arg_FIXED_FRAMES})
    rivalry_precompile(rivalry_${name} ${arg_PRECOMPILE})
  else()
    add_library(rivalry_${name} INTERFACE)
    target_link_libraries(rivalry_${name} INTERFACE ${arg_PUBLIC} rivalry_flags)
  endif()
  target_sources(rivalry_${name} INTERFACE FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/include FILES ${headers})
  set_target_properties(rivalry_${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
endfunction()

# rivalry_levels(NAME SOURCE)
#
# Adds sim/NAME/SOURCE_level.cpp to a component once for each instruction set that is chosen from at run time: always
# optimised for speed, as namespace RIVALRY_LEVEL. The portable one is there on x86-64 too, so that tests can compare it.
function(rivalry_levels name source)
  # The features that sim/random/instruction_set.cpp asks the processor for, and no others of the level.
  set(features_portable -DRIVALRY_PORTABLE)
  set(features_x86_64)
  set(features_x86_64_v3 -mavx2 -mfma -mbmi -mbmi2)
  set(features_x86_64_v4 ${features_x86_64_v3} -mavx512f -mavx512bw -mavx512cd -mavx512dq -mavx512vl
                         -mprefer-vector-width=512)
  set(levels portable)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    list(APPEND levels x86_64 x86_64_v3 x86_64_v4)
  endif()
  foreach(level IN LISTS levels)
    set(target rivalry_${source}_${level})
    add_library(${target} OBJECT ${PROJECT_SOURCE_DIR}/sim/${name}/${source}_level.cpp)
    target_compile_definitions(${target} PRIVATE RIVALRY_LEVEL=${level})
    target_compile_options(
      ${target}
      PRIVATE "$<$<CONFIG:Release,Audit>:-O3>" ${features_${level}} -Wno-psabi
              "$<$<CXX_COMPILER_ID:GNU>:-Wno-uninitialized;-Wno-maybe-uninitialized>") # of the compiler's intrinsics
    target_link_libraries(${target} PRIVATE rivalry_flags)
    set_target_properties(${target} PROPERTIES RIVALRY_FIXED_FRAMES ON)
    target_sources(rivalry_${name} PRIVATE $<TARGET_OBJECTS:${target}>)
  endforeach()
endfunction()
