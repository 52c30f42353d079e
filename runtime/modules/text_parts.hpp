// The parts of the `text` module, each in a file of its own: each adds its table to the module's on top of the stack.
#pragma once

struct lua_State;

namespace troupe::runtime::modules {

void add_text_regexp(lua_State* L);
void add_text_diff(lua_State* L);
void add_text_splitter(lua_State* L);

}  // namespace troupe::runtime::modules
