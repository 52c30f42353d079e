// Short cuts across LuaJIT's C interface for what every message passes: whose machine this is, whether a userdata is one of ours, the
// making of one. Each does what the public calls named beside it do, without checking what the caller knows. Everything else goes
// through lua.hpp; so does this where the packaged library is used, whose internals are not ours to know.
//
// Thread: the machine's. An index is positive, or counts from the top.
#pragma once

#include "runtime/lua/lua.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

#ifndef TROUPE_SYSTEM_LUAJIT
extern "C" {
#include <lj_obj.h>

#include <lj_gc.h>

#include <lj_state.h>

#include <lj_tab.h>

#include <lj_udata.h>
}
#endif

namespace troupe::runtime::lua::border {

#ifndef TROUPE_SYSTEM_LUAJIT

// Null where there is no such slot.
inline const TValue* slot(lua_State* L, int index) noexcept {
  const TValue* at = index > 0 ? L->base + (index - 1) : L->top + index;
  return at >= L->base && at < L->top ? at : nullptr;
}

// lua_getallocf
inline void* allocator_data(lua_State* L) noexcept {
  return G(L)->allocd;
}

// lua_touserdata, if the userdata has this metatable; else null.
inline void* object(lua_State* L, int index, const void* metatable) noexcept {
  const TValue* at = slot(L, index);
  if (at == nullptr || !tvisudata(at))
    return nullptr;
  GCudata* block = udataV(at);
  return tabref(block->metatable) == metatable && metatable != nullptr ? uddata(block) : nullptr;
}

// lua_newuserdata and lua_setmetatable. May raise for memory.
inline void* push_object(lua_State* L, size_t bytes, const void* metatable, int) {
  lj_gc_check(L);
  GCudata* block = lj_udata_new(L, static_cast<MSize>(bytes), tabref(L->env));
  setgcrefp(block->metatable, metatable);  // the block is white still: no barrier
  setudataV(L, L->top, block);
  incr_top(L);
  return uddata(block);
}

// lua_type and lua_tolstring, without turning numbers into text.
inline bool text(lua_State* L, int index, std::string_view& into) noexcept {
  const TValue* at = slot(L, index);
  if (at == nullptr || !tvisstr(at))
    return false;
  into = {strVdata(at), strV(at)->len};
  return true;
}

// lua_type and lua_tonumber, without turning text into numbers.
inline bool number(lua_State* L, int index, lua_Number& into) noexcept {
  const TValue* at = slot(L, index);
  if (at == nullptr || !tvisnumber(at))
    return false;
  into = numberVnum(at);
  return true;
}

// lua_createtable's room for `pairs` keys, for a table that stands at `index` and has none yet. May raise for memory.
inline void reserve_pairs(lua_State* L, int index, uint32_t pairs) {
  GCtab* table = tabV(slot(L, index));
  if (pairs > 1 && table->hmask == 0)
    lj_tab_resize(L, table, table->asize, hsize2hbits(pairs));
}

// lua_rawset, be the table frozen or not. For what the program cannot tell from having been there before.
inline void set_in_frozen(lua_State* L, int index) {
  GCtab* table = tabV(slot(L, index));
  TValue* value = lj_tab_set(L, table, L->top - 2);
  copyTV(L, value, L->top - 1);
  lj_gc_anybarriert(L, table);
  L->top -= 2;
}

// lua_next over a table that nobody changes meanwhile, in the same order: `each` finds a key and its value at the top of the stack, where there
// must be room for them, and leaves it as it was.
template <class Each>
void each_pair(lua_State* L, int index, Each each) {
  const GCtab* table = tabV(slot(L, index));
  const auto give = [&](const TValue* value) {
    copyTV(L, L->top + 1, value);
    L->top += 2;
    each();
    L->top -= 2;
  };
  for (uint32_t i = 0; i < table->asize; ++i) {
    const TValue* value = arrayslot(table, i);
    if (tvisnil(value))
      continue;
    setintV(L->top, static_cast<int32_t>(i));
    give(value);
  }
  for (uint32_t i = 0; i <= table->hmask; ++i) {
    const Node* node = &noderef(table->node)[i];
    if (tvisnil(&node->val))
      continue;
    copyTV(L, L->top, &node->key);
    give(&node->val);
  }
}

#else

inline void* allocator_data(lua_State* L) noexcept {
  void* data = nullptr;
  lua_getallocf(L, &data);
  return data;
}

inline void set_in_frozen(lua_State* L, int index) { lua_rawset(L, index); }

inline void* object(lua_State* L, int index, const void* metatable) {
  if (lua_type(L, index) != LUA_TUSERDATA || lua_getmetatable(L, index) == 0)
    return nullptr;
  const bool same = lua_topointer(L, -1) == metatable;
  lua_pop(L, 1);
  return same ? lua_touserdata(L, index) : nullptr;
}

// The metatable stands in the registry under `key`.
inline void* push_object(lua_State* L, size_t bytes, const void*, int key) {
  void* block = lua_newuserdata(L, bytes);
  lua_rawgeti(L, LUA_REGISTRYINDEX, key);
  lua_setmetatable(L, -2);
  return block;
}

inline bool text(lua_State* L, int index, std::string_view& into) {
  if (lua_type(L, index) != LUA_TSTRING)
    return false;
  size_t size = 0;
  const char* bytes = lua_tolstring(L, index, &size);
  into = {bytes, size};
  return true;
}

inline bool number(lua_State* L, int index, lua_Number& into) {
  if (lua_type(L, index) != LUA_TNUMBER)
    return false;
  into = lua_tonumber(L, index);
  return true;
}

inline void reserve_pairs(lua_State*, int, uint32_t) {}

template <class Each>
void each_pair(lua_State* L, int index, Each each) {
  lua_pushnil(L);
  while (lua_next(L, index) != 0) {
    each();
    lua_pop(L, 1);
  }
}

#endif

}  // namespace troupe::runtime::lua::border
