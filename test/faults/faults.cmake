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

# faults.workflow.NAME for every folder of workflow/: killed at every commit of the small ones, at a sample of the large one's; `make kills` takes
# all. A program without fault points is killed at random moments.
set(faults_small 0)
set(faults_torture 40)
if(NOT TROUPE_FAULTS)
  set(faults_small 6)
  set(faults_torture 8)
endif()
foreach(name IN ITEMS approval checkout children order-saga subscription torture)
  set(sample ${faults_small})
  if(name STREQUAL "torture")
    set(sample ${faults_torture})
  endif()
  add_test(NAME faults.workflow.${name}
    COMMAND "${CMAKE_COMMAND}" -E env "TROUPE=$<TARGET_FILE:troupe>"
      "${CMAKE_CURRENT_LIST_DIR}/workflow/kill.sh" ${name} "${CMAKE_CURRENT_BINARY_DIR}/faults/workflow/${name}" ${sample})
  set_tests_properties(faults.workflow.${name} PROPERTIES
    TIMEOUT ${faults_limit}
    LABELS faults)
endforeach()

# faults.disk: the journal's disk fills up or breaks; faults.clock: the wall clock is moved. The libraries that pretend so go before the C library,
# where sanitizers want to be.
if(NOT TROUPE_SANITIZE)
  add_library(fail_io MODULE faults/disk/fail_io.cpp)
  add_library(move_clock MODULE faults/clock/move_clock.cpp)
  foreach(library IN ITEMS fail_io move_clock)
    target_link_libraries(${library} PRIVATE troupe::flags ${CMAKE_DL_LIBS})
  endforeach()
  add_test(NAME faults.disk
    COMMAND "${CMAKE_COMMAND}" -E env "TROUPE=$<TARGET_FILE:troupe>" "FAIL_IO=$<TARGET_FILE:fail_io>"
      "${CMAKE_CURRENT_LIST_DIR}/disk/fail.sh" "${CMAKE_CURRENT_BINARY_DIR}/faults/disk")
  add_test(NAME faults.clock
    COMMAND "${CMAKE_COMMAND}" -E env "TROUPE=$<TARGET_FILE:troupe>" "MOVE_CLOCK=$<TARGET_FILE:move_clock>"
      "${CMAKE_CURRENT_LIST_DIR}/clock/day.sh" "${CMAKE_CURRENT_BINARY_DIR}/faults/clock")
  set_tests_properties(faults.disk faults.clock PROPERTIES
    TIMEOUT ${faults_limit}
    LABELS faults)
endif()
