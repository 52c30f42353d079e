// The `supervisor` module (troupe.md section 5): supervisors of trees, asked and ordered about their children.
//
// A supervisor answers in its own time: every call waits.
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/plain_data.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/arguments.hpp"
#include "runtime/modules/guarded.hpp"
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

// Who may read may read of all supervisors, as by `system.supervisor`; changes are allowed one by one.
constexpr const char* of_all = "supervisor";
constexpr const char* of_that_one = nullptr;
constexpr guarded functions[] = {{"which_children", l_ask<action::which_children>, system_read, of_all},
                                 {"count_children", l_ask<action::count_children>, system_read, of_all},
                                 {"start_child", l_order<action::start_child>, system_control, of_that_one},
                                 {"terminate_child", l_order<action::terminate_child>, system_control, of_that_one},
                                 {"restart_child", l_order<action::restart_child>, system_control, of_that_one},
                                 {"delete_child", l_order<action::delete_child>, system_control, of_that_one},
                                 guarded_end};

}  // namespace

int open_supervisor(lua_State* L) {
  lua_newtable(L);
  add_guarded(L, functions);
  return 1;
}

}  // namespace troupe::runtime::modules
