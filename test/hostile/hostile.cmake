# hostile.GROUP for every group of programs here, by way of run.sh; hostile.source for the deep and broken sources; hostile.index
# says whether _index.yaml is up to date. They measure times and take memory on purpose: one at a time.
set(hostile_seconds 300)
math(EXPR hostile_limit "2 * ${hostile_seconds} * ${TROUPE_TEST_TIME_FACTOR}")

# The address sanitizer reserves more addresses than any limit leaves.
set(hostile_memory 4000000)
if(TROUPE_SANITIZE)
  set(hostile_memory unlimited)
endif()

file(GLOB hostile_programs CONFIGURE_DEPENDS "${CMAKE_CURRENT_LIST_DIR}/programs/*.lua")
set(hostile_groups source)
foreach(program IN LISTS hostile_programs)
  cmake_path(GET program STEM name)
  string(REGEX REPLACE "_.*" "" group "${name}")
  list(APPEND hostile_groups ${group})
endforeach()
list(REMOVE_DUPLICATES hostile_groups)
list(SORT hostile_groups)

foreach(group IN LISTS hostile_groups)
  add_test(NAME hostile.${group}
    COMMAND "${CMAKE_COMMAND}" -E env "FACTOR=${TROUPE_TEST_TIME_FACTOR}" "MEMORY=${hostile_memory}" "PATIENCE=${hostile_seconds}"
      "${CMAKE_CURRENT_LIST_DIR}/run.sh" "$<TARGET_FILE:troupe>" ${group})
  set_tests_properties(hostile.${group} PROPERTIES
    TIMEOUT ${hostile_limit}
    RUN_SERIAL TRUE
    LABELS hostile)
endforeach()

add_test(NAME hostile.index COMMAND "${CMAKE_CURRENT_LIST_DIR}/index.sh" --check)
set_tests_properties(hostile.index PROPERTIES TIMEOUT 60 LABELS hostile)
