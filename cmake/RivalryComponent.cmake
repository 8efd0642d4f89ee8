# rivalry_component(NAME [PUBLIC targets...] [PRIVATE targets...])
#
# Static library rivalry_NAME from sim/NAME/*.cpp, with the headers include/rivalry/NAME/*.hpp; an interface library as long
# as there are no sources. The target all_verify_interface_header_sets compiles each header alone.
function(rivalry_component name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "PUBLIC;PRIVATE")
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/sim/${name}/*.cpp)
  file(GLOB headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/rivalry/${name}/*.hpp)
  if(sources)
    add_library(rivalry_${name} STATIC ${sources})
    target_link_libraries(
      rivalry_${name}
      PUBLIC ${arg_PUBLIC} rivalry_flags
      PRIVATE ${arg_PRIVATE})
  else()
    add_library(rivalry_${name} INTERFACE)
    target_link_libraries(rivalry_${name} INTERFACE ${arg_PUBLIC} rivalry_flags)
  endif()
  target_sources(rivalry_${name} INTERFACE FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/include FILES ${headers})
  set_target_properties(rivalry_${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
endfunction()

# Optimised builds vectorise the loops over firms × segments: -O3 for sim/model/*kernels*.cpp, -O2 for the rest.
function(rivalry_optimize_kernels)
  file(GLOB kernels CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/sim/model/*kernels*.cpp)
  set_source_files_properties(${kernels} PROPERTIES COMPILE_OPTIONS "$<$<CONFIG:Release,Audit>:-O3>")
endfunction()
