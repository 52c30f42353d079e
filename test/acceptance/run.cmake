# One acceptance run; CMakeLists.txt beside this file says what is compared.
#   cmake -DTROUPE= -DBUNDLE= -DSTATE= -DMODE=jit|nojit|gc -DEXIT= -P run.cmake -- [argument...]
cmake_minimum_required(VERSION 3.25)

set(arguments "")
set(after FALSE)
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(i RANGE ${last})
  if(after)
    list(APPEND arguments "${CMAKE_ARGV${i}}")
  elseif(CMAKE_ARGV${i} STREQUAL "--")
    set(after TRUE)
  endif()
endforeach()

if(MODE STREQUAL "nojit")
  set(ENV{TROUPE_JIT} off)
elseif(MODE STREQUAL "gc")
  set(ENV{TROUPE_GC} stress)
endif()

file(REMOVE_RECURSE "${STATE}")
file(MAKE_DIRECTORY "${STATE}")
execute_process(
  COMMAND "${TROUPE}" run "${BUNDLE}" --state "${STATE}/state" ${arguments}
  WORKING_DIRECTORY "${STATE}"
  OUTPUT_FILE stdout.txt ERROR_FILE stderr.txt RESULT_VARIABLE code)
file(READ "${STATE}/stdout.txt" stdout)
file(READ "${STATE}/stderr.txt" stderr)
file(READ "${BUNDLE}/expected.txt" expected)

# message(FATAL_ERROR) would wrap and space out the lines, so what was seen is printed plainly before it.
if(NOT code STREQUAL EXIT)
  message("--- standard output\n${stdout}--- standard error\n${stderr}---")
  message(FATAL_ERROR "exit code ${code}, expected ${EXIT}")
endif()
if(NOT stdout STREQUAL expected)
  execute_process(COMMAND diff -u "${BUNDLE}/expected.txt" stdout.txt WORKING_DIRECTORY "${STATE}" OUTPUT_VARIABLE changes)
  message("${changes}--- standard error\n${stderr}---")
  message(FATAL_ERROR "standard output differs from ${BUNDLE}/expected.txt")
endif()
