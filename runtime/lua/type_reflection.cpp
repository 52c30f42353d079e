// What type values tell about themselves: kind, name, components and iterators over them.
#include "runtime/lua/type_object.hpp"

namespace troupe::runtime::lua {

namespace {

const type_object& self(lua_State* L) {
  return check_object<type_object>(L, 1);
}

int l_kind(lua_State* L) {
  lua_pushstring(L, kind_text(*self(L).what));
  return 1;
}

// What does not apply to a type is nil, not nothing: it may stand as an argument.
int nothing(lua_State* L) {
  lua_pushnil(L);
  return 1;
}

int l_name(lua_State* L) {
  const std::string_view name = declared_name(*self(L).what);
  if (name.empty())
    return nothing(L);
  lua_pushlstring(L, name.data(), name.size());
  return 1;
}

int component(lua_State* L, type_kind of, size_t part) {
  const type_object& type = self(L);
  const type_node& bare = bare_type(*type.what);
  if (bare.kind != of || part >= bare.parts.size())
    return nothing(L);
  push_type(L, type, *bare.parts[part]);
  return 1;
}

int l_elem(lua_State* L) { return component(L, type_kind::array, 0); }
int l_key(lua_State* L) { return component(L, type_kind::map, 0); }
int l_val(lua_State* L) { return component(L, type_kind::map, 1); }
int l_inner(lua_State* L) { return component(L, type_kind::optional, 0); }

// Several results as one type. Remembered with the function.
const type_node* results_of(const type_node& function) noexcept {
  if (function.result == nullptr && function.owner != nullptr) {
    try {
      type_node& made = function.owner->add(type_kind::tuple);
      made.parts = function.parts;
      function.result = &made;
    } catch (const std::bad_alloc&) {
      return nullptr;
    }
  }
  return function.result;
}

int l_ret(lua_State* L) {
  const type_object& type = self(L);
  const type_node& bare = bare_type(*type.what);
  if (bare.kind != type_kind::function || bare.parts.empty())
    return nothing(L);
  const type_node* results = bare.parts.size() == 1 ? bare.parts[0] : results_of(bare);
  if (results == nullptr)
    return luaL_error(L, "not enough memory");
  push_type(L, type, *results);
  return 1;
}

// Iterators are closures over the type and how far they are.
size_t next_position(lua_State* L) {
  const auto at = static_cast<size_t>(lua_tointeger(L, lua_upvalueindex(2)));
  lua_pushinteger(L, static_cast<lua_Integer>(at + 1));
  lua_replace(L, lua_upvalueindex(2));
  return at;
}

int iterator(lua_State* L, lua_CFunction step) {
  lua_pushvalue(L, 1);
  lua_pushinteger(L, 0);
  lua_pushcclosure(L, step, 2);
  return 1;
}

int next_member(lua_State* L) {
  const type_object& type = held_type(L);
  const type_node& bare = bare_type(*type.what);
  const size_t at = next_position(L);
  if (at >= bare.members.size())
    return 0;
  const type_member& found = bare.members[at];
  lua_pushlstring(L, found.name.data(), found.name.size());
  if (found.what == nullptr)
    lua_pushnil(L);
  else
    push_type(L, type, *found.what);
  return 2;
}

int next_parameter(lua_State* L) {
  const type_object& type = held_type(L);
  const type_node& bare = bare_type(*type.what);
  const size_t at = next_position(L);
  if (at >= bare.members.size())
    return 0;
  push_type(L, type, *bare.members[at].what);
  return 1;
}

int next_part(lua_State* L) {
  const type_object& type = held_type(L);
  const type_node& bare = bare_type(*type.what);
  const size_t at = next_position(L);
  if (at >= bare.parts.size())
    return 0;
  push_type(L, type, *bare.parts[at]);
  return 1;
}

int l_fields(lua_State* L) {
  const type_kind kind = bare_type(*self(L).what).kind;
  return kind == type_kind::record || kind == type_kind::interface ? iterator(L, next_member) : nothing(L);
}

int l_variants(lua_State* L) {
  const type_kind kind = bare_type(*self(L).what).kind;
  return kind == type_kind::union_of || kind == type_kind::intersection || kind == type_kind::tuple ? iterator(L, next_part) : nothing(L);
}

int l_params(lua_State* L) {
  return bare_type(*self(L).what).kind == type_kind::function ? iterator(L, next_parameter) : nothing(L);
}

int l_tparams(lua_State* L) {
  return bare_type(*self(L).what).kind == type_kind::generic ? iterator(L, next_member) : nothing(L);
}

}  // namespace

const luaL_Reg type_reflection[] = {
  {"kind", l_kind},     {"name", l_name},   {"elem", l_elem},         {"key", l_key},       {"val", l_val},
  {"inner", l_inner},   {"ret", l_ret},     {"fields", l_fields},     {"variants", l_variants},
  {"params", l_params}, {"tparams", l_tparams}, {nullptr, nullptr},
};

}  // namespace troupe::runtime::lua
