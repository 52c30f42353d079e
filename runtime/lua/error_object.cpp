#include "runtime/lua/error_object.hpp"

#include "runtime/heap_bytes.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/lua/userdata.hpp"

#include <new>

namespace troupe::runtime::lua {

error_object* push_error(lua_State* L) {
  return push_object<error_object>(L);
}

void settle(lua_State* L, error_object& error) {
  error.held.settle(L, heap_bytes(error.what) + heap_bytes(error.contexts));
}

error_object* error_at(lua_State* L, int index) {
  return object_at<error_object>(L, index);
}

void push_fault(lua_State* L, const fault& what) {
  error_object* error = push_error(L);
  error->what = what;
  if (error->what.stack.empty()) {
    luaL_traceback(L, L, nullptr, 1);
    error->what.stack = lua_tostring(L, -1);
    lua_pop(L, 1);
  }
  settle(L, *error);
}

void fill_error(error_object& error, std::string_view kind, std::string_view message, int retryable,
                std::string_view details) noexcept {
  error.what.kind = kind;
  error.what.message = message;
  error.what.retryable = retryable;
  error.what.stack = "(raised in another process)";
  if (!details.empty() && details[0] != static_cast<char>(tag::nil)) {
    value_writer w;
    w.append_raw(details);
    error.what.details = w.finish(1);
  }
}

fault fault_at(lua_State* L, int index) {
  if (const error_object* error = error_at(L, index)) {
    fault f = error->what;
    if (f.kind.empty()) {
      f.kind = kind_name(errc::internal);
      f.kind_given = false;
    }
    return f;
  }
  fault f{std::string{kind_name(errc::internal)}, {}, -1, {}, {}};
  if (lua_type(L, index) == LUA_TSTRING || lua_type(L, index) == LUA_TNUMBER) {
    lua_pushvalue(L, index);
    size_t size = 0;
    const char* text = lua_tolstring(L, -1, &size);
    f.message.assign(text, size);
    lua_pop(L, 1);
  } else {
    f.message = std::string{"error object is a "} + luaL_typename(L, index) + " value";
  }
  return f;
}

int fail(lua_State* L, errc kind, const char* message) {
  lua_pushnil(L);
  error_object* error = push_error(L);
  error->what.kind = kind_name(kind);
  error->what.message = message;
  error->what.retryable = 0;
  luaL_traceback(L, L, nullptr, 1);
  error->what.stack = lua_tostring(L, -1);
  lua_pop(L, 1);
  settle(L, *error);
  return 2;
}

int fail(lua_State* L, const fault& what) {
  lua_pushnil(L);
  push_fault(L, what);
  return 2;
}


}  // namespace troupe::runtime::lua
