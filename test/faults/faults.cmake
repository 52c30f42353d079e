# faults.NAME for every folder here: the program dies again and again, and what it had acknowledged must be there when it comes back.
# A few rounds of each; hundreds by hand: TROUPE=PROGRAM test/faults/registry/kill.sh WORK 1000
set(faults_seconds 120)
math(EXPR faults_limit "${faults_seconds} * ${TROUPE_TEST_TIME_FACTOR}")
set(faults_rounds_registry 30)
set(faults_rounds_reload 15)
foreach(name IN ITEMS registry reload)
  add_test(NAME faults.${name}
    COMMAND "${CMAKE_COMMAND}" -E env "TROUPE=$<TARGET_FILE:troupe>"
      "${CMAKE_CURRENT_LIST_DIR}/${name}/kill.sh" "${CMAKE_CURRENT_BINARY_DIR}/faults/${name}" ${faults_rounds_${name}})
  set_tests_properties(faults.${name} PROPERTIES
    TIMEOUT ${faults_limit}
    LABELS faults)
endforeach()

# Workflows made of random steps: two state folders full. Thousands by hand: TROUPE=PROGRAM test/faults/generated/kill.sh WORK 5000
add_test(NAME faults.generated
  COMMAND "${CMAKE_COMMAND}" -E env "TROUPE=$<TARGET_FILE:troupe>"
    "${CMAKE_CURRENT_LIST_DIR}/generated/kill.sh" "${CMAKE_CURRENT_BINARY_DIR}/faults/generated" 200)
set_tests_properties(faults.generated PROPERTIES
  TIMEOUT ${faults_limit}
  LABELS faults)
