# CAF's core as the target `CAF::core`: the packaged library, or, under the thread sanitizer, the same version built with it.
#
# Messages of CAF, references to actors and its clock are ordered by atomics inside the library. The sanitizer sees only what is
# compiled with it: with the packaged library it would report each hand-over as a race, and suppressing those would hide ours.
# Two sources for that build, the first that is asked for:
#   -DCAF_SOURCE_DIR=PATH   a checkout of CAF at the version of the installed headers
#   nothing                 the distribution's source package, fetched by fetch.sh

set(CAF_SOURCE_DIR "" CACHE PATH "A checkout of CAF, for the build under the thread sanitizer")

# Debian's CAF comes without a CMake package.
find_path(CAF_INCLUDE_DIR caf/config.hpp REQUIRED)
function(caf_version_of folder result)
  file(STRINGS "${folder}/caf/config.hpp" version REGEX "define CAF_VERSION ")
  string(REGEX MATCH "[0-9]+" version "${version}")
  set(${result} "${version}" PARENT_SCOPE)
endfunction()
caf_version_of("${CAF_INCLUDE_DIR}" caf_version)
if(NOT caf_version GREATER_EQUAL 1706 OR NOT caf_version LESS 1800)
  message(FATAL_ERROR "CAF ${caf_version} in ${CAF_INCLUDE_DIR}: troupe is written for CAF 0.17.6 (libcaf-dev)")
endif()
find_package(Threads REQUIRED)

if(NOT TROUPE_SANITIZE MATCHES "thread")
  find_library(CAF_CORE_LIBRARY caf_core REQUIRED)
  add_library(CAF::core SHARED IMPORTED GLOBAL)
  set_target_properties(CAF::core PROPERTIES
    IMPORTED_LOCATION "${CAF_CORE_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${CAF_INCLUDE_DIR}"
    INTERFACE_LINK_LIBRARIES Threads::Threads)
  return()
endif()

if(CAF_SOURCE_DIR)
  cmake_path(ABSOLUTE_PATH CAF_SOURCE_DIR BASE_DIRECTORY "${CMAKE_SOURCE_DIR}" NORMALIZE OUTPUT_VARIABLE caf_source)
else()
  set(caf_source "${CMAKE_BINARY_DIR}/_caf/source")
  execute_process(COMMAND "${CMAKE_CURRENT_LIST_DIR}/fetch.sh" "${CMAKE_BINARY_DIR}/_caf" RESULT_VARIABLE caf_result)
  if(NOT caf_result EQUAL 0)
    message(FATAL_ERROR "The CAF source is not there; the lines above say what to do.")
  endif()
endif()
if(NOT EXISTS "${caf_source}/libcaf_core/caf/config.hpp")
  message(FATAL_ERROR "${caf_source} has no libcaf_core/caf/config.hpp: name the top folder of a CAF checkout by CAF_SOURCE_DIR")
endif()
caf_version_of("${caf_source}/libcaf_core" caf_source_version)
if(NOT caf_source_version EQUAL caf_version)
  message(FATAL_ERROR "${caf_source} is CAF ${caf_source_version}, the headers in ${CAF_INCLUDE_DIR} are ${caf_version}: "
    "name a checkout of that version by CAF_SOURCE_DIR")
endif()
message(STATUS "CAF: ${caf_source}, instrumented")

# The package's headers, which hold its configuration, and its language standard. The warnings are CAF's own affair.
file(GLOB_RECURSE caf_sources CONFIGURE_DEPENDS "${caf_source}/libcaf_core/src/*.cpp")
add_library(troupe_caf STATIC ${caf_sources})
add_library(CAF::core ALIAS troupe_caf)
set_target_properties(troupe_caf PROPERTIES CXX_STANDARD 11)
target_compile_options(troupe_caf PRIVATE -w "-fsanitize=${TROUPE_SANITIZE}" -fno-omit-frame-pointer)
target_include_directories(troupe_caf SYSTEM PUBLIC "${CAF_INCLUDE_DIR}")
target_link_libraries(troupe_caf PUBLIC Threads::Threads)
