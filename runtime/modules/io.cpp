// The `io` module: the terminal of a process started on a terminal host (cli.md, "io module").
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/stack.hpp"
#include "runtime/lua/standard.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/open.hpp"

namespace troupe::runtime::modules {

namespace {

using lua::vm;

// Joins the arguments on the stack into one string on top.
void join(lua_State* L, const char* between, const char* after) {
  const int n = lua_gettop(L);
  luaL_Buffer text;
  luaL_buffinit(L, &text);
  for (int i = 1; i <= n; ++i) {
    if (i > 1)
      luaL_addstring(&text, between);
    lua::push_text(L, i);
    luaL_addvalue(&text);
  }
  luaL_addstring(&text, after);
  luaL_pushresult(&text);
}

// Writes the string on top; answers the reply's state.
const reply& write_top(lua_State* L, bool to_stderr) {
  size_t size = 0;
  const char* text = lua_tolstring(L, -1, &size);
  auto& request = vm::of(L).request<output_request>();
  request.to_stderr = to_stderr;
  request.text.assign(text, size);
  return vm::of(L).submit_now();
}

int l_write(lua_State* L) {
  join(L, "", "");
  if (write_top(L, false).how == reply::state::failed)
    return vm::of(L).push_reply(L);
  lua_pushboolean(L, 1);
  return 1;
}

int print_to(lua_State* L, bool to_stderr) {
  join(L, "\t", "\n");
  const reply& answer = write_top(L, to_stderr);
  // Only a missing terminal is reported; write errors are ignored here.
  if (answer.how == reply::state::failed && answer.failure.kind == kind_name(errc::unavailable))
    return vm::of(L).push_reply(L);
  lua_pushboolean(L, 1);
  return 1;
}

int l_print(lua_State* L) { return print_to(L, false); }
int l_eprint(lua_State* L) { return print_to(L, true); }

int l_read(lua_State* L) {
  const lua_Number n = luaL_optnumber(L, 1, 1024);
  vm& self = vm::of(L);
  self.check_may_block(L);
  self.request<input_request>() = {input_request::action::bytes,
                                   n >= 1 && n < 1e9 ? static_cast<size_t>(n) : size_t{1024}};
  return self.submit(L);
}

int l_readline(lua_State* L) {
  vm& self = vm::of(L);
  self.check_may_block(L);
  self.request<input_request>() = {input_request::action::line, 0};
  return self.submit(L);
}

int ask(lua_State* L, input_request::action what) {
  vm& self = vm::of(L);
  self.request<input_request>() = {what, 0};
  self.submit_now();
  return self.push_reply(L);
}

int l_raw(lua_State* L) {
  const bool on = lua_isnoneornil(L, 1) || lua_toboolean(L, 1) != 0;
  return ask(L, on ? input_request::action::raw_on : input_request::action::raw_off);
}

int l_flush(lua_State* L) { return ask(L, input_request::action::flush); }
int l_args(lua_State* L) { return ask(L, input_request::action::arguments); }

}  // namespace

int open_io(lua_State* L) {
  static const luaL_Reg functions[] = {{"write", l_write},       {"print", l_print}, {"eprint", l_eprint},
                                       {"read", l_read},         {"readline", l_readline}, {"raw", l_raw},
                                       {"flush", l_flush},       {"args", l_args},   {nullptr, nullptr}};
  push_members(L, functions);
  return 1;
}

}  // namespace troupe::runtime::modules
