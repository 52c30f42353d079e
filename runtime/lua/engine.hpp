// Which Lua this program is built with.
#pragma once

#include <string>

namespace troupe::runtime::lua {

// One line: version, and whether machine code is compiled and can be interrupted.
std::string engine_text();

}  // namespace troupe::runtime::lua
