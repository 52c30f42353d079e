# soak: two minutes of run.sh beside the other tests; it is paced by timers and takes less than one processor. `make soak` is the long form.
set(soak_seconds 120)
# Fewer than in the long form, and busier: see README.md on when memory comes to rest.
set(soak_processes 5000)
set(soak_pause_ms 500)
if(TROUPE_SANITIZE)
  # Instrumented processes are several times as large, and what was freed is kept for a while.
  set(soak_processes 2000)
  set(soak_settings RSS_PERCENT=20 RSS_KIB=65536 RSS_REST_PERCENT=200 "ASAN_OPTIONS=quarantine_size_mb=2:thread_local_quarantine_size_kb=16")
endif()
math(EXPR soak_limit "${soak_seconds} + 240 * ${TROUPE_TEST_TIME_FACTOR}")

if(TARGET troupe)
  add_test(NAME soak
    COMMAND "${CMAKE_COMMAND}" -E env ${soak_settings}
      "${CMAKE_CURRENT_LIST_DIR}/run.sh" "$<TARGET_FILE:troupe>" ${soak_seconds} ${soak_processes} ${soak_pause_ms})
  set_tests_properties(soak PROPERTIES TIMEOUT ${soak_limit} PROCESSORS 1 COST 1000 LABELS soak)
endif()
