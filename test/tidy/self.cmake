# Runs the checks of this folder on a small tree with one of each fault, and on a clean one:
#   cmake -DWORK=FOLDER -P self.cmake
cmake_minimum_required(VERSION 3.25)

function(expect_fault text script)
  execute_process(COMMAND "${CMAKE_COMMAND}" "-DROOT=${WORK}" "-DLISTED=${WORK}/listed.txt" -P "${CMAKE_CURRENT_LIST_DIR}/${script}"
    RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(text STREQUAL "")
    if(NOT code EQUAL 0)
      message(FATAL_ERROR "${script} finds a fault in a clean tree:\n${output}")
    endif()
  elseif(code EQUAL 0 OR NOT output MATCHES "${text}")
    message(FATAL_ERROR "${script} does not say '${text}' (exit ${code}):\n${output}")
  endif()
endfunction()

function(tree)  # path content path content ...
  file(REMOVE_RECURSE "${WORK}")
  set(listed "")
  while(ARGN)
    list(POP_FRONT ARGN path content)
    file(WRITE "${WORK}/${path}" "${content}\n")
    string(APPEND listed "${path}\n")
  endwhile()
  file(WRITE "${WORK}/listed.txt" "${listed}")
endfunction()

tree(
  config/yaml.cpp "#include <yaml-cpp/yaml.h>"
  runtime/lua/vm.cpp "#include \"config/errc.hpp\"\n#include <lj_obj.h>\n#include <caf/expected.hpp>"
  runtime/journal/lmdb.cpp "#include <lmdb.h>"
  hosts/main.cpp "#include \"actors/process.hpp\"\n#include <caf/actor_system.hpp>")
expect_fault("" includes.cmake)
expect_fault("" listed.cmake)

tree(runtime/value.cpp "#include \"actors/process.hpp\"")
expect_fault("runtime may not know actors" includes.cmake)
tree(config/errc.cpp "  #  include \"registry/entry.hpp\" // why")
expect_fault("config may not know registry" includes.cmake)
tree(config/errc.cpp "#include \"errc.hpp\"")
expect_fault("path from the top folder" includes.cmake)
tree(registry/loader.cpp "#include <yaml-cpp/yaml.h>")
expect_fault("opened only in config/yaml" includes.cmake)
tree(actors/process.cpp "#include <lua.h>")
expect_fault("opened only in runtime" includes.cmake)
tree(runtime/value.cpp "#include <lj_obj.h>")
expect_fault("opened only in runtime" includes.cmake)
tree(hosts/main.cpp "#include <lmdb.h>")
expect_fault("opened only in runtime/journal" includes.cmake)
tree(runtime/value.cpp "#include <caf/local_actor.hpp>")
expect_fault("opened only in .actors" includes.cmake)

tree(config/errc.cpp "")
file(WRITE "${WORK}/config/forgotten.cpp" "")
expect_fault("config/forgotten.cpp is in no target" listed.cmake)

tree(docs/workflows.md "Words.\n```lua\nreturn 1\n```" examples/a/b.lua "x = 2\nreturn 1\n")
expect_fault("" snippets.cmake)
tree(docs/workflows.md "Words.\n```lua\nreturn 1\n```" examples/a/b.lua "return 2\n")
expect_fault("nobody runs this example" snippets.cmake)
tree(docs/workflows.md "Words.")
expect_fault("has no example" snippets.cmake)
