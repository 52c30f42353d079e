# LuaJIT as the imported target `troupe_luajit`: <lua.h> and, unless packaged, LuaJIT's own headers such as <lj_obj.h>.
#
# Built from source, because only a build with LUAJIT_ENABLE_CHECKHOOK lets a hook stop compiled code (docs/architecture.md).
# Three sources, the first that is asked for:
#   -DTROUPE_SYSTEM_LUAJIT=ON      the packaged library; TROUPE_SYSTEM_LUAJIT=1 tells the code to keep the JIT off
#   -DLUAJIT_SOURCE_DIR=PATH       a checkout of LuaJIT 2.1, September 2023 or later
#   neither                        the crate luajit-src as pinned by Cargo.lock, fetched by fetch.sh
# One build serves every preset: it depends on source, patches, flags and compiler only, and its folder is named by their hash.
# Sanitizer flags never reach it: its assembler and its unwinding are not made for them.

option(TROUPE_SYSTEM_LUAJIT "Use the packaged LuaJIT, with its JIT compiler off" OFF)
option(TROUPE_LUAJIT_ASSERT "Build LuaJIT with its internal assertions and API checks (slow)" OFF)
set(LUAJIT_SOURCE_DIR "" CACHE PATH "A LuaJIT 2.1 checkout to build instead of the pinned crate")

if(TROUPE_SYSTEM_LUAJIT)
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(LUAJIT REQUIRED IMPORTED_TARGET luajit)
  add_library(troupe_luajit INTERFACE IMPORTED GLOBAL)
  target_link_libraries(troupe_luajit INTERFACE PkgConfig::LUAJIT)
  target_compile_definitions(troupe_luajit INTERFACE TROUPE_SYSTEM_LUAJIT=1)
  message(STATUS "LuaJIT: packaged ${LUAJIT_VERSION}, compiler off")
  return()
endif()

set(luajit_dir "${CMAKE_CURRENT_LIST_DIR}")
file(GLOB luajit_patches "${luajit_dir}/patches/*.patch")
list(SORT luajit_patches COMPARE NATURAL)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${luajit_dir}/patches")  # a patch comes or goes

# GC64 and the system unwinder are LuaJIT's own defaults where they apply.
set(luajit_xcflags "-DLUAJIT_ENABLE_CHECKHOOK")
if(TROUPE_LUAJIT_ASSERT)
  # Not for our sources: no layout depends on it, and the asserting macros of the headers are C, not C++.
  string(APPEND luajit_xcflags " -DLUA_USE_ASSERT -DLUA_USE_APICHECK")
endif()

# What identifies the build. A checkout is hashed by content, and editing it runs cmake again.
if(LUAJIT_SOURCE_DIR)
  cmake_path(ABSOLUTE_PATH LUAJIT_SOURCE_DIR BASE_DIRECTORY "${CMAKE_SOURCE_DIR}" NORMALIZE)
  if(NOT EXISTS "${LUAJIT_SOURCE_DIR}/src/lj_obj.h")
    message(FATAL_ERROR "LUAJIT_SOURCE_DIR=${LUAJIT_SOURCE_DIR} has no src/lj_obj.h: name the top folder of a LuaJIT checkout")
  endif()
  file(GLOB luajit_inputs
    "${LUAJIT_SOURCE_DIR}/src/Makefile*" "${LUAJIT_SOURCE_DIR}/src/*.[chS]" "${LUAJIT_SOURCE_DIR}/src/*.dasc"
    "${LUAJIT_SOURCE_DIR}/src/host/*.[ch]" "${LUAJIT_SOURCE_DIR}/src/host/*.lua" "${LUAJIT_SOURCE_DIR}/dynasm/*")
  # Files that a build inside the checkout leaves behind are not its source.
  list(FILTER luajit_inputs EXCLUDE REGEX "/(luajit\\.h|lj_vm\\.S|lj_[a-z]*def\\.h|buildvm_arch\\.h)$")
  set(luajit_identity "")
else()
  file(STRINGS "${luajit_dir}/Cargo.lock" luajit_identity)
  set(luajit_inputs "")
endif()
foreach(input IN LISTS luajit_inputs luajit_patches ITEMS "${luajit_dir}/build.cmake")
  file(SHA256 "${input}" digest)
  list(APPEND luajit_identity "${digest}")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${input}")
endforeach()
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${luajit_dir}/Cargo.lock")
string(SHA256 luajit_hash
  "${luajit_identity};${luajit_xcflags};${CMAKE_C_COMPILER};${CMAKE_C_COMPILER_VERSION};${CMAKE_SYSTEM_PROCESSOR}")
string(SUBSTRING "${luajit_hash}" 0 12 luajit_hash)

cmake_path(IS_PREFIX CMAKE_SOURCE_DIR "${CMAKE_BINARY_DIR}" NORMALIZE luajit_shared)
if(luajit_shared)
  set(luajit_build "${CMAKE_SOURCE_DIR}/build/_luajit/${luajit_hash}")
else()  # a build folder elsewhere keeps everything to itself
  set(luajit_build "${CMAKE_BINARY_DIR}/_luajit/${luajit_hash}")
endif()
set(luajit_library "${luajit_build}/src/libluajit.a")

# Fetching now rather than while building shows a missing cargo or network early.
if(NOT LUAJIT_SOURCE_DIR AND NOT EXISTS "${luajit_build}/complete")
  execute_process(COMMAND "${luajit_dir}/fetch.sh" OUTPUT_QUIET RESULT_VARIABLE luajit_result)
  if(NOT luajit_result EQUAL 0)
    message(FATAL_ERROR "The LuaJIT source is not there; the lines above say what to do.")
  endif()
endif()
message(STATUS "LuaJIT: ${luajit_build}")

find_program(TROUPE_MAKE NAMES gmake make REQUIRED)
add_custom_command(
  OUTPUT "${luajit_library}"
  COMMAND
    # The variables of a make that runs this build would confuse the inner make.
    "${CMAKE_COMMAND}" -E env --unset=MAKEFLAGS --unset=MAKELEVEL --unset=MFLAGS
    "${CMAKE_COMMAND}" "-DSOURCE=${LUAJIT_SOURCE_DIR}" "-DBUILD=${luajit_build}" "-DPATCHES=${luajit_patches}"
    "-DXCFLAGS=${luajit_xcflags}" "-DCC=${CMAKE_C_COMPILER}" "-DMAKE=${TROUPE_MAKE}" -P "${luajit_dir}/build.cmake"
  DEPENDS "${luajit_dir}/build.cmake" ${luajit_patches}
  COMMENT "Building LuaJIT (once for all presets)"
  VERBATIM)
add_custom_target(troupe_luajit_build DEPENDS "${luajit_library}")

# The folder must exist before CMake accepts it as an include folder of an imported target.
file(MAKE_DIRECTORY "${luajit_build}/src")
add_library(troupe_luajit STATIC IMPORTED GLOBAL)
set_target_properties(troupe_luajit PROPERTIES
  IMPORTED_LOCATION "${luajit_library}"
  INTERFACE_INCLUDE_DIRECTORIES "${luajit_build}/src"
  INTERFACE_LINK_LIBRARIES "m;${CMAKE_DL_LIBS}")
add_dependencies(troupe_luajit troupe_luajit_build)
