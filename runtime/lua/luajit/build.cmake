# Copies LuaJIT's source to BUILD, patches it and builds the static library there. Run by luajit.cmake's custom command:
#   cmake [-DSOURCE=] -DBUILD= -DPATCHES= -DXCFLAGS= -DCC= -DMAKE= -P build.cmake
# Without SOURCE it is the crate that fetch.sh answers.
# The file BUILD/complete comes last, so an interrupted build starts anew; the lock lets two presets build at the same time.

cmake_minimum_required(VERSION 3.25)
cmake_path(GET BUILD PARENT_PATH parent)
file(MAKE_DIRECTORY "${parent}")
file(LOCK "${BUILD}.lock" GUARD PROCESS TIMEOUT 900 RESULT_VARIABLE locked)
if(NOT locked EQUAL 0)
  message(FATAL_ERROR "LuaJIT: another build holds ${BUILD}.lock for 15 minutes")
endif()
if(EXISTS "${BUILD}/complete")
  file(TOUCH_NOCREATE "${BUILD}/src/libluajit.a")  # newer than what this preset compares it with
  return()
endif()
if(NOT SOURCE)
  execute_process(COMMAND "${CMAKE_CURRENT_LIST_DIR}/fetch.sh"
    OUTPUT_VARIABLE SOURCE OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "The LuaJIT source is not there; the lines above say what to do.")
  endif()
  string(APPEND SOURCE "/luajit2")
endif()

file(REMOVE_RECURSE "${BUILD}")
file(COPY "${SOURCE}/" DESTINATION "${BUILD}" PATTERN ".git" EXCLUDE PATTERN "*.o" EXCLUDE PATTERN "*.a" EXCLUDE)

# The third part of the version number is the time of the last commit: a checkout knows it, the crate has it beside the source.
cmake_path(GET SOURCE PARENT_PATH crate)
if(EXISTS "${SOURCE}/.git")
  execute_process(COMMAND git show -s --format=%ct WORKING_DIRECTORY "${SOURCE}" OUTPUT_FILE "${BUILD}/.relver")
elseif(EXISTS "${crate}/luajit_relver.txt")
  file(COPY_FILE "${crate}/luajit_relver.txt" "${BUILD}/.relver")
endif()

foreach(patch IN LISTS PATCHES)
  execute_process(
    COMMAND patch --batch --forward -p1 -i "${patch}"
    WORKING_DIRECTORY "${BUILD}" RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message("${output}")
    message(FATAL_ERROR "LuaJIT: ${patch} does not apply to ${SOURCE} (${result})")
  endif()
endforeach()

cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
# Debug information costs no speed and lets one build serve every preset.
execute_process(
  COMMAND "${MAKE}" -C src "-j${cores}" BUILDMODE=static "CC=${CC}" CCDEBUG=-g "XCFLAGS=${XCFLAGS}"
  WORKING_DIRECTORY "${BUILD}" RESULT_VARIABLE result OUTPUT_FILE build.log ERROR_FILE build.log)
if(NOT result EQUAL 0)
  execute_process(COMMAND tail -n 30 build.log WORKING_DIRECTORY "${BUILD}")
  message(FATAL_ERROR "LuaJIT: make failed (${result}), see above and ${BUILD}/build.log")
endif()
file(TOUCH "${BUILD}/complete")
