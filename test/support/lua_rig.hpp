// A bare Lua state with some modules, for those that need no machine. Runs a snippet and shows what it answers.
#pragma once

#include "runtime/lua/error_object.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/lua/userdata.hpp"
#include "runtime/modules/open.hpp"

#include <initializer_list>
#include <string>
#include <string_view>

namespace troupe::test {

struct lua_module {
  const char* name;
  lua_CFunction open;
};

class lua_rig {
public:
  explicit lua_rig(std::initializer_list<lua_module> modules) : state_(lua_newstate(runtime::lua::memory_account::allocate, &account_)) {
    lua_State* L = state_;
    luaL_openlibs(L);
    runtime::modules::register_errors(L);
    for (const lua_module& each : modules) {
      lua_pushcfunction(L, each.open);
      lua_call(L, 0, 1);
      lua_setglobal(L, each.name);
    }
  }
  lua_rig(const lua_rig&) = delete;
  lua_rig& operator=(const lua_rig&) = delete;
  ~lua_rig() { lua_close(state_); }

  lua_State* state() const noexcept { return state_; }

  // The results of a snippet, shown one after the other: `"text", 1, nil, <Invalid: message>`, or `raised: message`. A snippet
  // without `return` is an expression.
  std::string eval(std::string_view snippet) const {
    lua_State* L = state_;
    std::string code{snippet};
    if (code.find("return") == std::string::npos)
      code.insert(0, "return ");
    lua_settop(L, 0);
    const bool raised = luaL_loadbuffer(L, code.data(), code.size(), "=test") != 0
                        || lua_pcall(L, 0, LUA_MULTRET, 0) != 0;
    std::string text = raised ? "raised: " : "";
    for (int i = 1; i <= lua_gettop(L); ++i)
      text += (i > 1 ? ", " : "") + (raised ? plain(i) : show(i));
    lua_settop(L, 0);
    return text;
  }

private:
  std::string plain(int index) const {
    lua_getglobal(state_, "tostring");
    lua_pushvalue(state_, index);
    lua_call(state_, 1, 1);
    size_t size = 0;
    const char* bytes = lua_tolstring(state_, -1, &size);
    std::string text{bytes, size};
    lua_pop(state_, 1);
    return text;
  }

  std::string show(int index) const {
    if (lua_type(state_, index) == LUA_TSTRING)
      return '"' + plain(index) + '"';
    if (const auto* error = runtime::lua::error_at(state_, index))
      return "<" + error->what.kind + ": " + error->what.message + ">";
    return plain(index);
  }

  runtime::lua::memory_account account_{nullptr};
  lua_State* state_;
};

}  // namespace troupe::test
