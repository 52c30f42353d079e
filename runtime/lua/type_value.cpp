#include "runtime/lua/type_value.hpp"

#include "runtime/lua/error_object.hpp"
#include "runtime/lua/libraries.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/lua/type_check.hpp"
#include "runtime/lua/type_object.hpp"
#include "runtime/lua/type_relation.hpp"

#include <cstring>
#include <optional>

namespace troupe::runtime::lua {

namespace {

constexpr size_t instance_bytes = 1024;  // what a graph made for one value takes, about
constexpr size_t code_bytes_factor = 8;  // what a chunk's types take, compared with their text
constexpr int arguments_max = 32;

const type_object& self(lua_State* L) {
  return check_object<type_object>(L, 1);
}

// The type a value stands for as a type argument, `string` included; null if it is none.
const type_node* type_at(lua_State* L, int index) {
  if (const type_object* type = object_at<type_object>(L, index))
    return type->what;
  lua_getglobal(L, "string");
  const bool is_string = lua_istable(L, -1) && lua_rawequal(L, -1, index) != 0;
  lua_pop(L, 1);
  return is_string ? &basic_type(type_kind::string) : nullptr;
}

// ---- validation -------------------------------------------------------------------------------------------------------

void fill_mismatch(error_object& error, const type_mismatch& problem) noexcept {
  try {
    error.what.kind = kind_name(errc::invalid);
    error.what.message = message_text(problem);
    error.what.retryable = 0;
    value_writer details;
    details.begin_table(0);
    const auto put = [&](std::string_view key, std::string_view text) {
      details.text(key);
      details.text(text);
    };
    if (problem.path_length > 0)
      put("field", path_text(problem));
    put("expected", rendered(*problem.expected));
    put("got", problem.got);
    if (problem.validator != nullptr)
      put("constraint", problem.validator->name);
    details.end_table();
    error.what.details = details.finish(1);
  } catch (const std::bad_alloc&) {
    error.what.kind = kind_name(errc::invalid);
  }
}

// The userdata keeps the text while Lua copies it.
int raise_mismatch(lua_State* L, const type_mismatch& problem) {
  error_object* holder = push_error(L);
  fill_mismatch(*holder, problem);
  settle(L, *holder);
  return luaL_error(L, "%s", holder->what.message.c_str());
}

int answer_is(lua_State* L, int value, const type_node& type) {
  type_mismatch problem;
  if (is_of_type(L, value, type, problem)) {
    lua_pushvalue(L, value);
    lua_pushnil(L);
    return 2;
  }
  lua_pushnil(L);
  error_object* error = push_error(L);
  fill_mismatch(*error, problem);
  luaL_traceback(L, L, nullptr, 1);
  error->what.stack = lua_tostring(L, -1);
  lua_pop(L, 1);
  settle(L, *error);
  return 2;
}

// `X:is(v)` and `X.is(v)`; X is the upvalue.
int l_is(lua_State* L) {
  const int value = lua_gettop(L) >= 1 && lua_rawequal(L, 1, lua_upvalueindex(1)) != 0 ? 2 : 1;
  lua_settop(L, value);
  return answer_is(L, value, *held_type(L).what);
}

int l_string_call(lua_State* L) {
  lua_settop(L, 2);
  if (lua_type(L, 2) != LUA_TSTRING)
    return luaL_error(L, "expected string, got %s", luaL_typename(L, 2));
  return 1;
}

// ---- generics ---------------------------------------------------------------------------------------------------------

void make_instance(type_object& made, const type_object& generic, lua_State* L, const type_node* const* arguments, int n) noexcept {
  try {
    auto graph = std::make_shared<type_graph>();
    graph->keep(generic.home);
    type_node& node = graph->add(type_kind::instantiated);
    node.parts.push_back(generic.what);
    for (int i = 0; i < n; ++i) {
      node.parts.push_back(arguments[i]);
      if (const type_object* argument = object_at<type_object>(L, i + 2); argument != nullptr && argument->home)
        graph->keep(argument->home);
    }
    made.home = std::move(graph);
    made.what = &node;
  } catch (const std::bad_alloc&) {
    made.what = nullptr;
  }
}

int instantiate(lua_State* L, const type_object& generic, size_t parameters) {
  const int n = lua_gettop(L) - 1;
  const std::string_view name = declared_name(*generic.what);
  lua_pushlstring(L, name.data(), name.size());
  const char* shown = lua_tostring(L, -1);
  if (static_cast<size_t>(n) != parameters || n > arguments_max)
    return luaL_error(L, "generic type %s takes %d type arguments, got %d", shown, static_cast<int>(parameters), n);
  const type_node* arguments[arguments_max];
  for (int i = 0; i < n; ++i) {
    arguments[i] = type_at(L, i + 2);
    if (arguments[i] == nullptr)
      return luaL_error(L, "generic type %s: argument %d is a %s, not a type; a value is checked by %s(T)(v)", shown, i + 1,
                        luaL_typename(L, i + 2), shown);
  }
  auto* made = push_object<type_object>(L);
  make_instance(*made, generic, L, arguments, n);
  if (made->what == nullptr)
    return luaL_error(L, "not enough memory");
  made->room.charge(L, instance_bytes);
  return 1;
}

int l_call(lua_State* L) {
  const type_object& type = self(L);
  if (const type_node& bare = bare_type(*type.what); bare.kind == type_kind::generic)
    return instantiate(L, type, bare.members.size());
  lua_settop(L, 2);
  type_mismatch problem;
  if (!is_of_type(L, 2, *type.what, problem))
    return raise_mismatch(L, problem);
  return 1;
}

// ---- the object -------------------------------------------------------------------------------------------------------

int l_index(lua_State* L) {
  const type_object& type = self(L);
  if (lua_type(L, 2) != LUA_TSTRING)
    return 0;
  const char* name = lua_tostring(L, 2);
  if (std::strcmp(name, "is") == 0) {
    lua_pushvalue(L, 1);
    lua_pushcclosure(L, l_is, 1);
    return 1;
  }
  for (const luaL_Reg* each = type_reflection; each->name != nullptr; ++each)
    if (std::strcmp(each->name, name) == 0) {
      lua_pushcfunction(L, each->func);
      return 1;
    }
  const type_node& bare = bare_type(*type.what);
  if (bare.kind == type_kind::record || bare.kind == type_kind::interface)
    for (const type_member& each : bare.members)
      if (each.name == name) {
        push_type(L, type, *each.what);
        return 1;
      }
  return 0;
}

void set_text(error_object& holder, const type_node& type) noexcept {
  try {
    const std::string_view name = declared_name(type);
    holder.what.message = name.empty() ? rendered(type) : std::string{name};
  } catch (const std::bad_alloc&) {
    holder.what.message.clear();
  }
}

int l_tostring(lua_State* L) {
  const type_object& type = self(L);
  error_object* holder = push_error(L);
  set_text(*holder, *type.what);
  settle(L, *holder);
  lua_pushlstring(L, holder->what.message.data(), holder->what.message.size());
  return 1;
}

enum class comparison : uint8_t { equal, below, strictly_below };

std::optional<bool> compared(const type_node& a, const type_node& b, comparison how) noexcept {
  try {
    if (how == comparison::equal)
      return is_equal(a, b);
    return is_subtype(a, b) && (how == comparison::below || !is_equal(a, b));
  } catch (const std::bad_alloc&) {
    return std::nullopt;
  }
}

int compare(lua_State* L, comparison how) {
  const std::optional<bool> holds = compared(*self(L).what, *check_object<type_object>(L, 2).what, how);
  if (!holds)
    return luaL_error(L, "not enough memory");
  lua_pushboolean(L, *holds ? 1 : 0);
  return 1;
}

int l_eq(lua_State* L) { return compare(L, comparison::equal); }
int l_le(lua_State* L) { return compare(L, comparison::below); }
int l_lt(lua_State* L) { return compare(L, comparison::strictly_below); }

void open_types(lua_State* L) {
  if (metatable_of<type_object>(L) != nullptr)
    return;
  static constexpr luaL_Reg metamethods[] = {{"__call", l_call}, {"__tostring", l_tostring}, {"__eq", l_eq},
                                             {"__le", l_le},     {"__lt", l_lt},             {nullptr, nullptr}};
  register_type<type_object>(L, "type", nullptr, metamethods);
  push_metatable<type_object>(L);
  lua_pushcfunction(L, l_index);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
}

// ---- the types of a chunk ---------------------------------------------------------------------------------------------

bool read_types(type_object& made, const char* code, size_t size) noexcept {
  try {
    made.home = type_graph::read({code, size});
  } catch (const std::bad_alloc&) {
    return false;
  }
  return made.home != nullptr;
}

bool set_external(type_graph& graph, const type_graph::external& which, const type_object& meaning) noexcept {
  try {
    graph.resolve(which, meaning.home, *meaning.what);
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

// What the types refer to in imported libraries, which have been loaded before the chunk.
void resolve_externals(lua_State* L, type_graph& graph) {
  const int top = lua_gettop(L);
  for (const type_graph::external& each : graph.externals()) {
    bool found = push_imported_library(L, each.alias);
    for (size_t i = 0; found && i < each.path.size(); ++i) {
      found = lua_istable(L, -1);
      if (found) {
        lua_pushlstring(L, each.path[i].data(), each.path[i].size());
        lua_rawget(L, -2);
      }
    }
    const type_object* meaning = found ? object_at<type_object>(L, lua_gettop(L)) : nullptr;
    if (meaning != nullptr && !set_external(graph, each, *meaning))
      luaL_error(L, "not enough memory");
    lua_settop(L, top);
  }
}

void push_declared(lua_State* L, const type_object& near, lua_Integer ordinal, int argument) {
  const auto all = near.home->declarations();
  luaL_argcheck(L, ordinal >= 1 && static_cast<size_t>(ordinal) <= all.size(), argument, "no such type");
  push_type(L, near, *all[static_cast<size_t>(ordinal) - 1]);
}

// The local __troupe_types of a chunk; its upvalue holds the chunk's graph.
int l_declared(lua_State* L) {
  push_declared(L, held_type(L), luaL_checkinteger(L, 1), 1);
  return 1;
}

// The global __troupe_types.
int l_types(lua_State* L) {
  size_t size = 0;
  const char* code = luaL_checklstring(L, 1, &size);
  const int n = lua_gettop(L);
  luaL_checkstack(L, n + 4, "too many types");
  open_types(L);
  auto* holder = push_object<type_object>(L);
  holder->what = &basic_type(type_kind::unresolved);
  holder->room.charge(L, size * code_bytes_factor);
  luaL_argcheck(L, read_types(*holder, code, size), 1, "not the types of a chunk");
  resolve_externals(L, *holder->home);
  for (int i = 2; i <= n; ++i)
    push_declared(L, *holder, luaL_checkinteger(L, i), i);
  lua_pushvalue(L, n + 1);
  lua_pushcclosure(L, l_declared, 1);
  return n;
}

struct builtin {
  const char* name;
  type_kind kind;
};

constexpr builtin builtins[] = {{"integer", type_kind::integer}, {"number", type_kind::number},   {"boolean", type_kind::boolean},
                                {"any", type_kind::any},         {"unknown", type_kind::unknown}, {"never", type_kind::never}};
static_assert(std::size(builtins) == std::size(builtin_type_names));

}  // namespace

bool push_builtin_type(lua_State* L, std::string_view name) {
  for (const builtin& each : builtins) {
    if (name != each.name)
      continue;
    open_types(L);
    push_object<type_object>(L)->what = &basic_type(each.kind);
    return true;
  }
  return false;
}

void make_string_callable(lua_State* L) {
  lua_createtable(L, 0, 2);
  lua_pushcfunction(L, l_string_call);
  lua_setfield(L, -2, "__call");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
}

void push_types_function(lua_State* L) {
  lua_pushcfunction(L, l_types);
}

}  // namespace troupe::runtime::lua
