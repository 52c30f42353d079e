# faults.NAME for every folder here: the program dies again and again, and what it had acknowledged must be there when it comes back.
# A few rounds of each; hundreds by hand: TROUPE=PROGRAM test/faults/registry/kill.sh WORK 1000
set(faults_seconds 120)
math(EXPR faults_limit "${faults_seconds} * ${TROUPE_TEST_TIME_FACTOR}")
add_test(NAME faults.registry
  COMMAND "${CMAKE_COMMAND}" -E env "TROUPE=$<TARGET_FILE:troupe>"
    "${CMAKE_CURRENT_LIST_DIR}/registry/kill.sh" "${CMAKE_CURRENT_BINARY_DIR}/faults/registry" 30)
set_tests_properties(faults.registry PROPERTIES
  TIMEOUT ${faults_limit}
  LABELS faults)
