# Fails on a C++ source below ROOT that no target compiles; LISTED holds the paths of those that are:
#   cmake -DROOT=FOLDER -DLISTED=FILE -P listed.cmake
cmake_minimum_required(VERSION 3.25)

file(STRINGS "${LISTED}" listed)
set(faults 0)
foreach(folder IN ITEMS config registry runtime actors hosts test/unit)
  file(GLOB_RECURSE files RELATIVE "${ROOT}" "${ROOT}/${folder}/*.cpp" "${ROOT}/${folder}/*.c")
  foreach(file IN LISTS files)
    if(NOT file IN_LIST listed)
      string(REGEX MATCH "^(test/unit/[^/]+|[^/]+)/" owner "${file}")
      message("${file} is in no target: add it to the list in ${owner}CMakeLists.txt")
      math(EXPR faults "${faults} + 1")
    endif()
  endforeach()
endforeach()

if(faults GREATER 0)
  message(FATAL_ERROR "${faults} source file(s) that nothing compiles")
endif()
