# differential: the same Lua programs by troupe and by an unpatched LuaJIT of the same source; README.md says more.
#
# That LuaJIT is built once for all presets, like the one that troupe links (runtime/lua/luajit).
if(TROUPE_SYSTEM_LUAJIT)
  find_program(TROUPE_PLAIN_LUAJIT NAMES luajit REQUIRED)
  set(plain_luajit "${TROUPE_PLAIN_LUAJIT}")
else()
  set(luajit_dir "${CMAKE_SOURCE_DIR}/runtime/lua/luajit")
  get_target_property(plain_build troupe_luajit IMPORTED_LOCATION)  # BUILD/src/libluajit.a
  cmake_path(GET plain_build PARENT_PATH plain_build)
  cmake_path(GET plain_build PARENT_PATH plain_build)
  string(APPEND plain_build "-plain")
  set(plain_luajit "${plain_build}/src/luajit")
  add_custom_command(
    OUTPUT "${plain_luajit}"
    COMMAND
      "${CMAKE_COMMAND}" -E env --unset=MAKEFLAGS --unset=MAKELEVEL --unset=MFLAGS
      "${CMAKE_COMMAND}" "-DSOURCE=${LUAJIT_SOURCE_DIR}" "-DBUILD=${plain_build}" "-DPATCHES=" "-DXCFLAGS=" "-DCC=${CMAKE_C_COMPILER}"
      "-DMAKE=${TROUPE_MAKE}" -P "${luajit_dir}/build.cmake"
    COMMAND "${CMAKE_COMMAND}" -E touch_nocreate "${plain_luajit}"
    DEPENDS "${luajit_dir}/build.cmake" "${luajit_dir}/Cargo.lock"
    COMMENT "Building LuaJIT without patches, to compare with (once for all presets)"
    VERBATIM)
  add_custom_target(troupe_plain_luajit ALL DEPENDS "${plain_luajit}")
endif()

foreach(seed IN ITEMS 1 2 3)
  add_test(NAME differential.seed${seed}
    COMMAND "${CMAKE_CURRENT_LIST_DIR}/run.sh" "$<TARGET_FILE:troupe>" "${plain_luajit}"
      "${CMAKE_CURRENT_BINARY_DIR}/differential/seed${seed}" ${seed} 150)
  set_tests_properties(differential.seed${seed} PROPERTIES TIMEOUT ${program_seconds_max} LABELS differential)
endforeach()
