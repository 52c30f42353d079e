# golden.CASE for every folder here: bad input, and what the person at the terminal reads; test/support/run_case.sh says what a case holds.
math(EXPR golden_seconds_max "30 * ${TROUPE_TEST_TIME_FACTOR}")
math(EXPR golden_seconds_limit "${golden_seconds_max} + 30")

file(GLOB golden_expected CONFIGURE_DEPENDS "${CMAKE_CURRENT_LIST_DIR}/*/expected")
foreach(expected IN LISTS golden_expected)
  cmake_path(GET expected PARENT_PATH folder)
  cmake_path(GET folder FILENAME case)
  add_test(NAME golden.${case}
    COMMAND "${CMAKE_COMMAND}" -E env "TROUPE=$<TARGET_FILE:troupe>"
      "${CMAKE_CURRENT_LIST_DIR}/../support/run_case.sh" "${folder}" "${CMAKE_CURRENT_BINARY_DIR}/golden/${case}" ${golden_seconds_max})
  set_tests_properties(golden.${case} PROPERTIES
    TIMEOUT ${golden_seconds_limit}
    SKIP_RETURN_CODE 77
    LABELS golden)
endforeach()
