#include "runtime/lua/engine.hpp"

#include "runtime/lua/lua.hpp"



namespace troupe::runtime::lua {

std::string engine_text() {
#ifdef TROUPE_SYSTEM_LUAJIT
  return std::string{LUAJIT_VERSION} + ", the system's library: interpreted only (its compiled loops could not be interrupted)";
#else
  return std::string{LUAJIT_VERSION} + ", JIT on, compiled code can be interrupted";
#endif
}

}  // namespace troupe::runtime::lua
