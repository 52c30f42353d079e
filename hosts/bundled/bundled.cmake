# Writes bundled_files.cpp: every file of the bundled modules as a raw string (files.hpp). Reading a changed file again is cmake's
# business, which it runs by itself.
set(bundled_modules terminal test)
set(bundled_text "#include \"hosts/bundled/files.hpp\"\n\nnamespace troupe::hosts {\n\nconst bundled_file bundled_files[] = {\n")
foreach(module IN LISTS bundled_modules)
  file(GLOB bundled_paths CONFIGURE_DEPENDS
    "${CMAKE_CURRENT_LIST_DIR}/${module}/*.yaml" "${CMAKE_CURRENT_LIST_DIR}/${module}/*.lua")
  foreach(path IN LISTS bundled_paths)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${path}")
    cmake_path(GET path FILENAME name)
    file(READ "${path}" content)
    string(APPEND bundled_text "  {\"wippy/${module}\", \"${name}\", R\"troupe(${content})troupe\"},\n")
  endforeach()
endforeach()
string(APPEND bundled_text "  {},\n};\n\n}  // namespace troupe::hosts\n")
set(bundled_source "${CMAKE_CURRENT_BINARY_DIR}/bundled_files.cpp")
file(CONFIGURE OUTPUT "${bundled_source}" CONTENT "@bundled_text@" @ONLY)
