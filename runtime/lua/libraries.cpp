#include "runtime/lua/libraries.hpp"

#include "runtime/lua/base.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/lua/mail_object.hpp"
#include "runtime/lua/members.hpp"
#include "runtime/lua/operators.hpp"
#include "runtime/lua/plain_data.hpp"
#include "runtime/lua/program.hpp"
#include "runtime/lua/standard.hpp"
#include "runtime/lua/type_value.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/table.hpp"

#include <algorithm>
#include <cstring>

namespace troupe::runtime::lua {

namespace {

// Registry slots, by address.
char opened_key;   // table: name of a module -> its value
char results_key;  // table: position of a library unit + 1 -> its value

void push_slot_table(lua_State* L, void* key) {
  lua_pushlightuserdata(L, key);
  lua_rawget(L, LUA_REGISTRYINDEX);
}

void make_slot_table(lua_State* L, void* key) {
  lua_pushlightuserdata(L, key);
  lua_newtable(L);
  lua_rawset(L, LUA_REGISTRYINDEX);
}

// Pushes the value of a built-in module, opening it on first use.
void push_module(lua_State* L, const modules::module_entry& which) {
  push_slot_table(L, &opened_key);
  lua_pushlstring(L, which.name.data(), which.name.size());
  lua_rawget(L, -2);
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    if (which.open == nullptr)
      luaL_error(L, "module \"%s\" is not available in this build", which.name.data());
    lua_pushcfunction(L, which.open);
    lua_call(L, 0, 1);
    if (lua_istable(L, -1))
      freeze(L);
    lua_pushlstring(L, which.name.data(), which.name.size());
    lua_pushvalue(L, -2);
    lua_rawset(L, -4);
  }
  lua_remove(L, -2);
}

bool push_library(lua_State* L, size_t unit) {
  push_slot_table(L, &results_key);
  lua_rawgeti(L, -1, static_cast<int>(unit) + 1);
  lua_remove(L, -2);
  if (!lua_isnil(L, -1))
    return true;
  lua_pop(L, 1);
  return false;
}

// Pushes what `name` means to one unit.
bool push_declared(lua_State* L, const unit& asking, std::string_view name) {
  for (const unit::import& each : asking.imports)
    if (each.alias == name) {
      if (each.module.empty())
        return push_library(L, each.unit);
      push_module(L, *modules::find(each.module));
      return true;
    }
  for (const std::string& each : asking.modules)
    if (each == name) {
      push_module(L, *modules::find(each));
      return true;
    }
  return false;
}

// Of the modules that need no declaration, those that confined code has too: they neither block nor reach out.
bool is_granted_always(const modules::module_entry& module) {
  return module.always && (module.name == "errors" || module.name == "os" || module.name == "payload");
}

// Pushes what `name` means to anyone in the machine: `first` asks before the others.
bool push_loadable(lua_State* L, const program& code, const unit* first, std::string_view name) {
  if (first != nullptr && push_declared(L, *first, name))
    return true;
  if (code.confined) {  // the others' are none of its business, and of what is always there only what touches nothing
    const modules::module_entry* module = modules::find(name);
    if (module != nullptr && is_granted_always(*module)) {
      push_module(L, *module);
      return true;
    }
    return push_standard(L, name) || push_builtin_type(L, name);
  }
  for (auto each = code.units.rbegin(); each != code.units.rend(); ++each)
    if (push_declared(L, *each, name))
      return true;
  if (const modules::module_entry* module = modules::find(name); module != nullptr && module->always) {
    push_module(L, *module);
    return true;
  }
  return push_standard(L, name) || push_builtin_type(L, name);
}

const unit* calling_unit(lua_State* L, const program& code) {
  lua_Debug where;
  for (int level = 1; lua_getstack(L, level, &where) != 0; ++level) {
    if (lua_getinfo(L, "S", &where) == 0 || *where.what == 'C')
      continue;
    for (const unit& each : code.units)
      if (std::strcmp(where.source + 1, each.chunk_name.c_str()) == 0)
        return &each;
  }
  return nullptr;
}

int l_require(lua_State* L) {
  size_t size = 0;
  const char* name = luaL_checklstring(L, 1, &size);
  const program& code = vm::of(L).code();
  if (push_loadable(L, code, calling_unit(L, code), {name, size}))
    return 1;
  if (code.confined && modules::known({name, size}))
    return luaL_error(L, "module '%s' not found: evaluated code has what `modules` lists, and of the classes process, storage and "
                         "network what `allow_classes` names", name);
  return luaL_error(L, "module '%s' not found", name);
}

int l_print(lua_State* L) {
  const int n = lua_gettop(L);
  luaL_Buffer text;
  luaL_buffinit(L, &text);
  for (int i = 1; i <= n; ++i) {
    if (i > 1)
      luaL_addchar(&text, ' ');
    push_text(L, i);
    luaL_addvalue(&text);
  }
  luaL_pushresult(&text);
  log_from(L, log::level::info, {}, lua_tostring(L, -1));
  return 0;
}

bool push_own_function(lua_State* L, std::string_view name) {
  if (name != "print" && name != "require")
    return false;
  lua_pushcfunction(L, name == "print" ? l_print : l_require);
  return true;
}

// Pushes what the front-end's output calls.
bool push_helper(lua_State* L, std::string_view name) {
  if (name != "__troupe_types")
    return push_operator(L, name);
  push_types_function(L);
  return true;
}

// A global that is not there yet: a function, library or module of that name is made and stays.
int l_missing_global(lua_State* L) {
  if (lua_type(L, 2) != LUA_TSTRING)
    return 0;
  size_t size = 0;
  const char* name = lua_tolstring(L, 2, &size);
  const std::string_view wanted{name, size};
  const program& code = vm::of(L).code();
  if (!push_base(L, wanted) && !push_own_function(L, wanted) && !push_helper(L, wanted)) {
    if (!push_loadable(L, code, code.confined ? calling_unit(L, code) : nullptr, wanted))
      return 0;
    if (code.confined)
      return 1;  // not kept: a global of one unit is not another's
  }
  if (lua_isfrozen(L, 1) != 0)
    return 1;
  lua_pushvalue(L, 2);
  lua_pushvalue(L, -2);
  lua_rawset(L, 1);
  return 1;
}

}  // namespace

void freeze(lua_State* L) {
  if (lua_getmetatable(L, -1) != 0) {  // of what makes its members come into being
    show_to_pairs(L);
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
  }
  lua_freeze(L, -1);
}

bool push_imported_library(lua_State* L, std::string_view alias) {
  const program& code = vm::of(L).code();
  const auto push = [&](const unit& asking) {
    for (const unit::import& each : asking.imports)
      if (each.alias == alias && each.module.empty())
        return push_library(L, each.unit);
    return false;
  };
  if (const unit* asking = calling_unit(L, code); asking != nullptr && push(*asking))
    return true;
  return !code.confined && std::any_of(code.units.rbegin(), code.units.rend(), push);
}

void keep_library(lua_State* L, size_t unit) {
  push_slot_table(L, &results_key);
  lua_insert(L, -2);
  lua_rawseti(L, -2, static_cast<int>(unit) + 1);
  lua_pop(L, 1);
}

void open_libraries(lua_State* L) {
  open_base(L);
  guard_string_methods(L);
  make_slot_table(L, &opened_key);
  make_slot_table(L, &results_key);
  lua_pushvalue(L, LUA_GLOBALSINDEX);
  lua_createtable(L, 0, 2);
  lua_pushcfunction(L, l_missing_global);
  lua_setfield(L, -2, "__index");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_pop(L, 1);
}

namespace {

// For a program that may walk _G or give it a metatable of its own: nothing is left to be opened later.
void open_every_library(lua_State* L, const program& code) {
  lua_pushvalue(L, LUA_GLOBALSINDEX);
  lua_pushnil(L);
  lua_setmetatable(L, -2);
  add_whole_base(L);
  for (const char* name : {"print", "require"})
    if (push_own_function(L, name))
      lua_setfield(L, -2, name);
  for (const modules::module_entry& each : modules::all())
    if (each.always && each.open != nullptr) {
      push_module(L, each);
      lua_setfield(L, -2, each.name.data());
    }
  for (const unit& each : code.units)
    for (const std::string& name : each.modules)
      if (const modules::module_entry* module = modules::find(name); module != nullptr && module->open != nullptr) {
        push_module(L, *module);
        lua_setfield(L, -2, name.c_str());
      }
  for (const char* name : standard_names)
    if (push_standard(L, name))
      lua_setfield(L, -2, name);
  push_types_function(L);
  lua_setfield(L, -2, "__troupe_types");
  for (const char* name : operator_names)
    if (push_operator(L, name))
      lua_setfield(L, -2, name);
  for (const char* name : builtin_type_names)
    if (push_builtin_type(L, name))
      lua_setfield(L, -2, name);
  lua_pop(L, 1);
}

}  // namespace

bool needs_adoption(const program& code) {
  return code.touches_globals || code.confined;
}

void adopt_program(lua_State* L, const program& code) {
  if (!code.confined)
    return open_every_library(L, code);
  if (code.confined->globals.is_null())
    return;
  push_document(L, code.confined->globals);
  lua_pushnil(L);
  while (lua_next(L, -2) != 0) {
    lua_pushvalue(L, -2);
    lua_insert(L, -2);
    lua_rawset(L, LUA_GLOBALSINDEX);
  }
  lua_pop(L, 1);
}

void open_common_modules(lua_State* L) {
  push_module(L, *modules::find("process"));
  lua_pop(L, 1);
  register_mail_types(L);
}

}  // namespace troupe::runtime::lua
