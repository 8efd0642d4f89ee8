# Flags that every target gets. What differs between build types stands in CMakePresets.json.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)

get_property(multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
if(NOT CMAKE_BUILD_TYPE AND NOT multi_config)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Release, Debug, Asan, Tsan or Audit (see CMakePresets.json)" FORCE)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
  if(RIVALRY_PRECOMPILE) # the cache asks for this where headers are precompiled
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE_PROGRAM})
    add_compile_options($<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fpch-preprocess>)
  endif()
endif()

# What users run reads files that others wrote. Should a fault of this program or of a library let such a file overwrite
# memory, the program ends instead of doing the file's bidding: stacks, jumps and the lengths of copies are checked,
# addresses are random, tables of functions cannot be written to. Executables, hence -fPIE: -fPIC would cost speed.
# Targets with the property RIVALRY_FIXED_FRAMES, in which no file decides how large a frame of the stack is, do without
# probing it page by page, which costs a period 3 % and a small market 4 %.
add_library(rivalry_hardening INTERFACE)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(rivalry_hardening INTERFACE -fcf-protection)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
  target_compile_options(rivalry_hardening INTERFACE -mbranch-protection=standard)
endif()
target_compile_options(
  rivalry_hardening
  INTERFACE -fstack-protector-strong $<$<NOT:$<BOOL:$<TARGET_PROPERTY:RIVALRY_FIXED_FRAMES>>>:-fstack-clash-protection>
            -fPIE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
target_link_options(rivalry_hardening INTERFACE -pie LINKER:-z,relro LINKER:-z,now LINKER:-z,noexecstack)

add_library(rivalry_common_flags INTERFACE)
# Results are the same bits on every processor: no contraction into fused operations, never -ffast-math, baseline x86-64.
# Nothing looks at errno, so that square roots are one instruction. Designated initialisers leave out members on purpose,
# hence no warning about those.
target_compile_options(
  rivalry_common_flags INTERFACE -Wall -Wextra -Wshadow -Wno-missing-field-initializers -ffp-contract=off
                                 -fno-math-errno)
# Of two zeros, or a number and NaN, Eigen's registers take the larger one as std::max does on x86-64, but not elsewhere.
if(NOT CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_definitions(rivalry_common_flags INTERFACE EIGEN_DONT_VECTORIZE)
endif()
target_include_directories(rivalry_common_flags INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>)

add_library(rivalry_flags INTERFACE)
target_link_libraries(
  rivalry_flags INTERFACE rivalry_common_flags $<$<CONFIG:Release,RelWithDebInfo,MinSizeRel>:rivalry_hardening>)
