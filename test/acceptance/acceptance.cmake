# acceptance.BUNDLE for every folder here: a bundle that checks itself, run by the real program; test/support/run_case.sh says
# what a folder holds. The bundles print one line a check, by way of check.lua.
#
# Those that are one run of the program are run twice more: acceptance.BUNDLE.nojit without compiled code, acceptance.BUNDLE.gc
# with the collector at work all the time (but for ten thousand processes that would take minutes).
set(acceptance_seconds 120)
# Scripts that wait on purpose.
set(acceptance_seconds_restart_storm 400)
set(acceptance_seconds_signals 240)

# acceptance_test(BUNDLE FOLDER MODE [VARIABLE=value...])
function(acceptance_test bundle folder mode)
  set(name acceptance.${bundle})
  if(NOT mode STREQUAL "jit")
    string(APPEND name .${mode})
  endif()
  set(seconds ${acceptance_seconds})
  if(DEFINED acceptance_seconds_${bundle})
    set(seconds ${acceptance_seconds_${bundle}})
  endif()
  math(EXPR seconds "${seconds} * ${TROUPE_TEST_TIME_FACTOR}")
  math(EXPR limit "${seconds} + 30")  # the runner's own limit comes first and shows what was printed
  add_test(NAME ${name}
    COMMAND "${CMAKE_COMMAND}" -E env ${ARGN} "TROUPE=$<TARGET_FILE:troupe>"
      "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../support/run_case.sh" "${folder}"
      "${CMAKE_CURRENT_BINARY_DIR}/acceptance/${bundle}.${mode}" ${seconds})
  set_tests_properties(${name} PROPERTIES
    TIMEOUT ${limit}
    SKIP_RETURN_CODE 77
    LABELS "acceptance;${mode}")
endfunction()

file(GLOB acceptance_expected CONFIGURE_DEPENDS "${CMAKE_CURRENT_LIST_DIR}/*/expected")
foreach(expected IN LISTS acceptance_expected)
  cmake_path(GET expected PARENT_PATH folder)
  cmake_path(GET folder FILENAME bundle)
  acceptance_test(${bundle} "${folder}" jit)
  if(EXISTS "${folder}/command")
    acceptance_test(${bundle} "${folder}" nojit TROUPE_JIT=off)
    # Tens of thousands of processes under a collector that never rests take minutes.
    if(NOT bundle MATCHES "^(ten_thousand|preempted_results)$")
      acceptance_test(${bundle} "${folder}" gc TROUPE_GC=stress)
    endif()
  endif()
endforeach()
# They measure memory, or send signals at moments of their own choice.
set_tests_properties(acceptance.restart_storm acceptance.memory_soak PROPERTIES RUN_SERIAL TRUE)
