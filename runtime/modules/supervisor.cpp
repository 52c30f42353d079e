// The `supervisor` module (troupe.md section 5): supervisors of trees, asked and ordered about their children.
//
// A supervisor answers in its own time: every call waits.
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/stack.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/arguments.hpp"
#include "runtime/modules/open.hpp"

namespace troupe::runtime::modules {

namespace {

using lua::vm;
using action = supervisor_request::action;

// Fills the request that the machine keeps; the texts are copied while nothing can raise.
void fill(lua_State* L, action what, std::string_view id, bool with_child) {
  auto& request = vm::of(L).request<supervisor_request>();
  request.what = what;
  request.id = id;
  request.child = with_child ? lua::document_at(L, 2) : document{};
}

template <action What>
int l_ask(lua_State* L) {
  const std::string_view id = check_string(L, 1);
  if (id.empty())
    return lua::fail(L, errc::invalid, "supervisor id cannot be empty");
  fill(L, What, id, false);
  return vm::of(L).submit(L);
}

template <action What>
int l_order(lua_State* L) {
  const std::string_view id = check_string(L, 1);
  if (What != action::start_child || !lua_istable(L, 2))
    luaL_checktype(L, 2, LUA_TSTRING);
  if (id.empty())
    return lua::fail(L, errc::invalid, "supervisor id cannot be empty");
  fill(L, What, id, true);
  return vm::of(L).submit(L);
}

}  // namespace

int open_supervisor(lua_State* L) {
  static const luaL_Reg functions[] = {{"which_children", l_ask<action::which_children>},
                                       {"count_children", l_ask<action::count_children>},
                                       {"start_child", l_order<action::start_child>},
                                       {"terminate_child", l_order<action::terminate_child>},
                                       {"restart_child", l_order<action::restart_child>},
                                       {"delete_child", l_order<action::delete_child>},
                                       {nullptr, nullptr}};
  push_members(L, functions);
  return 1;
}

}  // namespace troupe::runtime::modules
