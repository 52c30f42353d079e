// The `eval_runner` module (process.md section 19): code that a program makes up at run time, compiled and run apart from it.
//
// Here arguments are read into a request; what the code may have is decided by lua/evaluation, and it runs as a process of its own
// while the caller waits.
#include "runtime/heap_bytes.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/plain_data.hpp"
#include "runtime/lua/stack.hpp"
#include "runtime/lua/userdata.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/arguments.hpp"
#include "runtime/modules/context.hpp"
#include "runtime/modules/open.hpp"

#include <string>
#include <vector>

namespace troupe::runtime::modules {

namespace {

using lua::vm;

struct compiled {
  std::string method;
  std::vector<std::string> modules;
  lua::outside_memory held;
};

size_t bytes_of(const compiled& program) noexcept {
  size_t bytes = heap_bytes(program.method) + program.modules.capacity() * sizeof(std::string);
  for (const std::string& each : program.modules)
    bytes += heap_bytes(each);
  return bytes;
}

// The request lies in the machine, where a raise cannot lose it.
eval_request& request_of(lua_State* L) {
  return vm::of(L).request_in_place<eval_request>();
}

void add_text(std::vector<std::string>& to, std::string_view text) noexcept {
  to.emplace_back(text);
}

// Appends the strings of the list on top of the stack and pops it; nil is none. Raises if it is something else.
void take_strings(lua_State* L, const char* field, std::vector<std::string>& to) {
  if (!lua_isnil(L, -1) && !lua_istable(L, -1))
    luaL_error(L, "field %s: list of strings expected, got %s", field, luaL_typename(L, -1));
  const int n = lua_istable(L, -1) ? static_cast<int>(lua_objlen(L, -1)) : 0;
  for (int i = 1; i <= n; ++i) {
    lua_rawgeti(L, -1, i);
    if (!is_string(L, -1))
      luaL_error(L, "field %s: list of strings expected, item %d is a %s", field, i,
                 luaL_typename(L, -1));
    add_text(to, string_at(L, -1));
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
}

void begin_import(eval_request& to, std::string_view alias, std::string_view library) noexcept {
  to.imports.push_back({std::string{alias}, std::string{library}, {}});
}

// The field `imports` of the table at `options`: alias to `ns:name`, or to {id = , modules = }.
void read_imports(lua_State* L, int options) {
  lua_getfield(L, options, "imports");
  if (lua_isnil(L, -1))
    return lua_pop(L, 1);
  if (!lua_istable(L, -1))
    luaL_error(L, "field imports: table expected, got %s", luaL_typename(L, -1));
  const int imports = lua_gettop(L);
  lua_pushnil(L);
  while (lua_next(L, imports) != 0) {
    if (!is_string(L, -2))
      luaL_error(L, "field imports: an alias must be a string");
    if (is_string(L, -1)) {
      begin_import(request_of(L), string_at(L, -2), string_at(L, -1));
    } else if (lua_istable(L, -1)) {
      lua_getfield(L, -1, "id");
      if (!is_string(L, -1))
        luaL_error(L, "field imports.%s.id: string expected, got %s", lua_tostring(L, -3),
                   luaL_typename(L, -1));
      begin_import(request_of(L), string_at(L, -3), string_at(L, -1));
      lua_pop(L, 1);
      lua_getfield(L, -1, "modules");
      take_strings(L, "imports.modules", request_of(L).imports.back().modules);
    } else {
      luaL_error(L, "field imports.%s: library ID expected, got %s", lua_tostring(L, -2),
                 luaL_typename(L, -1));
    }
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
}

void read_strings(lua_State* L, int options, const char* field, std::vector<std::string>& to) {
  lua_getfield(L, options, field);
  take_strings(L, field, to);
}

// Reads the table field, or does nothing if there is none. Null, or what is wrong with its data.
template <class Read>
const char* read_table(lua_State* L, int options, const char* field, Read read) {
  lua_getfield(L, options, field);
  if (!lua_isnil(L, -1) && !lua_istable(L, -1))
    luaL_error(L, "field %s: table expected, got %s", field, luaL_typename(L, -1));
  const char* problem = lua_istable(L, -1) ? read(lua_gettop(L)) : nullptr;
  lua_pop(L, 1);
  return problem;
}

// Null, or what is wrong with the table's values.
const char* lay_over_context(lua_State* L, int index, call_context& context) noexcept {
  context_overlay laid;
  const char* problem = merge_context(L, index, laid);
  if (problem == nullptr)
    context = laid.over(context);
  return problem;
}

// Pushes the items 1..n of the field `args` and encodes them.
void read_arguments(lua_State* L, int options) {
  lua_getfield(L, options, "args");
  if (lua_isnil(L, -1))
    return lua_pop(L, 1);
  if (!lua_istable(L, -1))
    luaL_error(L, "field args: list expected, got %s", luaL_typename(L, -1));
  const int list = lua_gettop(L);
  const int n = static_cast<int>(lua_objlen(L, list));
  luaL_checkstack(L, n + 4, "too many arguments");
  for (int i = 1; i <= n; ++i)
    lua_rawgeti(L, list, i);
  request_of(L).arguments = lua::encode_range(L, list + 1, n);
  lua_settop(L, list - 1);
}

int l_run(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  vm& self = vm::of(L);
  self.check_may_block(L);
  auto& request = self.request<eval_request>();
  lua_getfield(L, 1, "source");
  if (!is_string(L, -1) || lua_objlen(L, -1) == 0)
    return lua::fail(L, errc::invalid, "source is required");
  request.source = string_at(L, -1);
  lua_getfield(L, 1, "method");
  if (is_string(L, -1))
    request.method = string_at(L, -1);
  lua_settop(L, 1);
  read_strings(L, 1, "modules", request.modules);
  read_strings(L, 1, "allow_classes", request.allowed_classes);
  read_imports(L, 1);
  read_arguments(L, 1);
  request.context = self.inherited();
  const char* problem = read_table(L, 1, "context", [&](int at) { return lay_over_context(L, at, request.context); });
  if (problem != nullptr)
    return lua::fail(L, errc::invalid,
                     lua_pushfstring(L, "context values must be plain data: %s", problem));
  problem = read_table(L, 1, "custom_modules",
                       [&](int at) { return lua::plain_data_at(L, at, request.globals); });
  if (problem != nullptr)
    return lua::fail(L, errc::invalid,
                     lua_pushfstring(L, "custom_modules must be plain data: %s", problem));
  return self.submit(L);
}

int l_compile(lua_State* L) {
  if (!is_string(L, 1) || lua_objlen(L, 1) == 0)
    return lua::fail(L, errc::invalid, "source is required");
  luaL_optstring(L, 2, "");
  lua_settop(L, 3);
  vm& self = vm::of(L);
  auto& request = self.request<eval_request>();
  request.runs = false;
  request.source = string_at(L, 1);
  if (is_string(L, 2))
    request.method = string_at(L, 2);
  if (!lua_isnil(L, 3)) {
    luaL_checktype(L, 3, LUA_TTABLE);
    read_strings(L, 3, "modules", request.modules);
    read_strings(L, 3, "allow_classes", request.allowed_classes);
    read_imports(L, 3);
  }
  auto* made = lua::push_object<compiled>(L);
  made->method = request.method;
  made->modules = request.modules;
  made->held.settle(L, bytes_of(*made));
  if (self.submit_now().how == reply::state::failed)
    return self.push_reply(L);
  lua_pushnil(L);
  return 2;
}

int p_method(lua_State* L) {
  push(L, lua::check_object<compiled>(L, 1).method);
  return 1;
}

int p_modules(lua_State* L) {
  const compiled& self = lua::check_object<compiled>(L, 1);
  lua_createtable(L, static_cast<int>(self.modules.size()), 0);
  for (size_t i = 0; i < self.modules.size(); ++i) {
    push(L, self.modules[i]);
    lua_rawseti(L, -2, static_cast<int>(i) + 1);
  }
  return 1;
}

}  // namespace

int open_eval_runner(lua_State* L) {
  static const luaL_Reg methods[] = {
    {"method", p_method}, {"modules", p_modules}, {nullptr, nullptr}};
  lua::register_type<compiled>(L, "Program", methods);
  static const luaL_Reg functions[] = {{"run", l_run}, {"compile", l_compile}, {nullptr, nullptr}};
  push_members(L, functions);
  return 1;
}

}  // namespace troupe::runtime::modules
