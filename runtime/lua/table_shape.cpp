#include "runtime/lua/table_shape.hpp"

#include "runtime/lua/lua.hpp"

#ifndef TROUPE_SYSTEM_LUAJIT
extern "C" {
#include <lj_obj.h>
}
#endif

namespace troupe::runtime::lua {

#ifndef TROUPE_SYSTEM_LUAJIT

// A removed key stays in its node, and only its type is looked at: the key itself may be collected.
bool was_object(lua_State* L, int index) noexcept {
  const auto* table = static_cast<const GCtab*>(lua_topointer(L, index));
  if (table->hmask == 0)
    return false;  // all tables without a hash part share one node
  const Node* nodes = noderef(table->node);
  bool numbered = false;
  for (uint32_t i = 0; i <= table->hmask; ++i) {
    if (tvisstr(&nodes[i].key))
      return true;
    numbered = numbered || !tvisnil(&nodes[i].key);
  }
  return !numbered;
}

#else

bool was_object(lua_State*, int) noexcept {
  return false;
}

#endif

void push_empty_object(lua_State* L) {
  lua_createtable(L, 0, 1);
}

}  // namespace troupe::runtime::lua
