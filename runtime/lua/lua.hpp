// The one door to LuaJIT's C interface.
#pragma once

#include <cstdint>

extern "C" {
#include <lauxlib.h>
#include <lua.h>
#include <luajit.h>
#include <lualib.h>
}

extern "C" int lua_isyieldable(lua_State* L);

#ifndef TROUPE_SYSTEM_LUAJIT
// Ends a state without a walk over its heap, whose memory the owner of the allocator drops (patch 0005).
extern "C" void lua_drop(lua_State* L);
// Like lua_newstate, but what is random in the state follows from four numbers (patch 0009).
extern "C" lua_State* lua_newstate_seeded(lua_Alloc allocate, void* memory, const uint64_t* seed);
// Pushes one function of the base library; 0 if there is none of that name (patch 0007).
extern "C" int luaJIT_pushbase(lua_State* L, const char* name);
extern "C" int luaopen_coroutine(lua_State* L);
// From now on stores into the table at `index` raise "attempt to modify a frozen table"; 0 where LuaJIT cannot, which is
// everywhere but on x64 (patch 0013).
extern "C" int lua_freeze(lua_State* L, int index);
extern "C" int lua_isfrozen(lua_State* L, int index);
#else
inline int lua_freeze(lua_State*, int) { return 0; }
inline int lua_isfrozen(lua_State*, int) { return 0; }
#endif
