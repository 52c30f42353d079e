# The examples as tests: each is run by the real program, and what it says is compared with its expected.txt (run_example.cmake).
# Include this from test/CMakeLists.txt after `program_seconds_max` is set:  include(acceptance/examples.cmake)

# troupe_example(NAME [CASE word] [EXPECTED file] [INPUT file] [EXIT code] [ARGS argument...])
# NAME is a folder below examples/; CASE tells several tests of one example apart. Files are taken from examples/ beside this file.
function(troupe_example name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "CASE;EXPECTED;INPUT;EXIT" "ARGS")
  set(test example.${name})
  if(arg_CASE)
    string(APPEND test .${arg_CASE})
  endif()
  set(settings "")
  foreach(file IN ITEMS EXPECTED INPUT)
    if(arg_${file})
      list(APPEND settings "-D${file}=${CMAKE_CURRENT_FUNCTION_LIST_DIR}/examples/${arg_${file}}")
    endif()
  endforeach()
  if(DEFINED arg_EXIT)
    list(APPEND settings -DEXIT=${arg_EXIT})
  endif()
  add_test(NAME ${test}
    COMMAND "${CMAKE_COMMAND}" "-DTROUPE=$<TARGET_FILE:troupe>" "-DBUNDLE=${PROJECT_SOURCE_DIR}/examples/${name}"
      "-DSTATE=${CMAKE_CURRENT_BINARY_DIR}/${test}" -DSECONDS=${program_seconds_max} ${settings}
      -P "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/run_example.cmake" -- ${arg_ARGS})
  # Timers are the point of some: beside a dozen other tests on two cores they would measure those.
  set_tests_properties(${test} PROPERTIES TIMEOUT ${program_seconds_max} LABELS example PROCESSORS 2)
endfunction()

if(TARGET troupe)
  troupe_example(hello)
  troupe_example(hello CASE names EXPECTED hello.names.txt ARGS hello Ann Bob)
  troupe_example(hello CASE asked EXPECTED hello.asked.txt INPUT hello.asked.in ARGS hello Ann -)
  troupe_example(hello CASE unanswered EXPECTED hello.unanswered.txt EXIT 2 ARGS hello -)
  troupe_example(ping-pong)
  troupe_example(supervision)
  troupe_example(supervision-tree)
  troupe_example(worker-pool)
  troupe_example(hot-reload)
  troupe_example(tour)
endif()
