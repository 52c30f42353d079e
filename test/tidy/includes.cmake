# Reads every #include below ROOT and fails on a rightward one and on a library opened at a wrong door:
#   cmake -DROOT=FOLDER -P includes.cmake
cmake_minimum_required(VERSION 3.25)

set(folders config registry runtime actors hosts)  # left to right

# A header (a regular expression on what stands between the brackets) and the files that may include it.
set(doors
  "yaml-cpp/"                                 "config/yaml\\.(cpp|hpp)"
  "(lua|luaconf|lualib|lauxlib|luajit)\\.h(pp)?"  "runtime/(lua|modules)/.*"
  "lj_[a-z0-9_]*\\.h"                         "runtime/(lua|modules)/.*"
  "lmdb\\.h"                                  "runtime/journal/.*"
  "caf/(all|.*actor.*|.*behavior.*|scheduler/.*|resumable|scoped_.*|io/.*)\\.hpp"  "(actors|hosts)/.*"
)

set(faults 0)
function(report file line text)
  message("${file}: ${line}\n  ${text}")
  math(EXPR faults "${faults} + 1")
  set(faults ${faults} PARENT_SCOPE)
endfunction()

foreach(folder IN LISTS folders)
  list(FIND folders ${folder} place)
  file(GLOB_RECURSE files RELATIVE "${ROOT}" "${ROOT}/${folder}/*.cpp" "${ROOT}/${folder}/*.hpp" "${ROOT}/${folder}/*.h"
    "${ROOT}/${folder}/*.c")
  foreach(file IN LISTS files)
    file(STRINGS "${ROOT}/${file}" includes REGEX "^[ \t]*#[ \t]*include[ \t]*[<\"]")
    foreach(line IN LISTS includes)
      string(REGEX REPLACE "^[ \t]*#[ \t]*include[ \t]*[<\"]([^>\"]*)[>\"].*" "\\1" header "${line}")

      string(REGEX MATCH "^[^/]+" top "${header}")
      list(FIND folders "${top}" target)
      if(header MATCHES "/" AND target GREATER place)
        report("${file}" "${line}" "${folder} may not know ${top}, which lies to its right")
      elseif(line MATCHES "\"" AND target EQUAL -1 AND NOT header STREQUAL "troupe_version.hpp")  # which is generated
        report("${file}" "${line}" "write the path from the top folder, or <> for a library")
      endif()

      set(rest ${doors})
      while(rest)
        list(POP_FRONT rest pattern allowed)
        if(header MATCHES "^(${pattern})" AND NOT file MATCHES "^(${allowed})$")
          report("${file}" "${line}" "this header is opened only in ${allowed}")
        endif()
      endwhile()
    endforeach()
  endforeach()
endforeach()

if(faults GREATER 0)
  message(FATAL_ERROR "${faults} include(s) against docs/architecture.md")
endif()
