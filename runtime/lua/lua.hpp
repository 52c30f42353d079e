// The one door to LuaJIT's C interface.
#pragma once

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
// Pushes one function of the base library; 0 if there is none of that name (patch 0007).
extern "C" int luaJIT_pushbase(lua_State* L, const char* name);
extern "C" int luaopen_coroutine(lua_State* L);
#endif
