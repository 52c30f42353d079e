// The userdata behind a type value.
#pragma once

#include "runtime/lua/type_graph.hpp"
#include "runtime/lua/userdata.hpp"

namespace troupe::runtime::lua {

struct type_object {
  std::shared_ptr<type_graph> home;  // null: a builtin type
  const type_node* what = nullptr;
  outside_memory room;               // of a graph that was made for this value
};

// Pushes a value that shares the home of another one; `what` is reachable from there.
inline void push_type(lua_State* L, const type_object& near, const type_node& what) {
  auto* made = push_object<type_object>(L);
  made->home = near.home;
  made->what = &what;
}

// The type that a function of ours holds as its first upvalue.
inline const type_object& held_type(lua_State* L) {
  return *static_cast<const type_object*>(lua_touserdata(L, lua_upvalueindex(1)));
}

// `kind`, `name` and the others, with `:`; each takes the type as argument 1.
extern const luaL_Reg type_reflection[];

}  // namespace troupe::runtime::lua
