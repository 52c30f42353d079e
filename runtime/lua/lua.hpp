// The one door to LuaJIT's C interface.
#pragma once

extern "C" {
#include <lauxlib.h>
#include <lua.h>
#include <luajit.h>
#include <lualib.h>
}

extern "C" int lua_isyieldable(lua_State* L);
