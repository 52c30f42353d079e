// The `env` module (lua-language.md part 2 `env`, io-modules.md section 10): variables that the application declares.
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/answers.hpp"
#include "runtime/modules/arguments.hpp"
#include "runtime/modules/open.hpp"

namespace troupe::runtime::modules {

namespace {

using lua::vm;
using action = env_request::action;

// Fills the request that the machine keeps; the texts are copied while nothing can raise.
void fill(vm& self, action what, std::string_view name, std::string_view value) {
  auto& request = self.request<env_request>();
  request.what = what;
  request.name = name;
  request.value = value;
}

int ask(lua_State* L, action what, std::string_view name = {}, std::string_view value = {}) {
  fill(vm::of(L), what, name, value);
  return answer_now(L);
}

int l_get(lua_State* L) {
  const std::string_view name = check_string(L, 1);
  if (name.empty())
    return lua::fail(L, errc::invalid, "empty key");
  return ask(L, action::get, name);
}

int l_set(lua_State* L) {
  const std::string_view name = check_string(L, 1);
  const std::string_view value = check_string(L, 2);
  if (name.empty())
    return lua::fail(L, errc::invalid, "empty key");
  return ask(L, action::set, name, value);
}

int l_get_all(lua_State* L) {
  return ask(L, action::all);
}

}  // namespace

int open_env(lua_State* L) {
  static const luaL_Reg functions[] = {{"get", l_get}, {"set", l_set}, {"get_all", l_get_all}, {nullptr, nullptr}};
  push_members(L, functions);
  return 1;
}

}  // namespace troupe::runtime::modules
