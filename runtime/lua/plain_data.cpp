#include "runtime/lua/plain_data.hpp"

#include "config/limits.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/libraries.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/lua/standard.hpp"
#include "runtime/lua/table_shape.hpp"

#include <algorithm>

namespace troupe::runtime::lua {

namespace {

constexpr const char* contains_itself = "a table contains itself";
constexpr const char* too_deep = "data nests too deep";
constexpr const char* too_large = "data holds too many values";

// Copies plain data. Tables that are reached twice are copied twice, so what is copied is counted.
struct plain_copy {
  lua_State* L;
  int text_function = 0;  // where a function that makes texts of things stands; 0: they become their type's name
  const char* problem = nullptr;  // the first one
  size_t values = 0;
  int depth = 0;
  const void* path[limits::value_depth_max] = {};  // the tables around the current value

  document refuse(const char* why) {
    if (problem == nullptr)
      problem = why;
    return {};
  }

  document at(int index) {
    if (++values > limits::plain_values_max)
      return refuse(too_large);
    switch (lua_type(L, index)) {
      case LUA_TBOOLEAN: return document{lua_toboolean(L, index) != 0};
      case LUA_TNUMBER: return number(lua_tonumber(L, index));
      case LUA_TSTRING: {
        size_t size = 0;
        const char* text = lua_tolstring(L, index, &size);
        return document{std::string_view{text, size}};
      }
      case LUA_TUSERDATA:
        if (const error_object* error = error_at(L, index))
          return document{error->what.message};
        return thing(index);
      case LUA_TTABLE: return table(index);
      case LUA_TNIL:
      case LUA_TNONE: return {};
      default: return thing(index);
    }
  }

  document thing(int index) {
    if (text_function == 0)
      return document{lua_typename(L, lua_type(L, index))};
    if (!lua_checkstack(L, 4))
      return refuse(too_deep);
    lua_pushvalue(L, text_function);
    lua_pushvalue(L, index);
    const bool told = lua_pcall(L, 1, 1, 0) == 0;
    size_t size = 0;
    const char* text = told ? lua_tolstring(L, -1, &size) : nullptr;
    document made = text == nullptr ? document{lua_typename(L, lua_type(L, index))} : document{std::string_view{text, size}};
    lua_pop(L, 1);
    return made;
  }

  static document number(lua_Number n) {
    const auto whole = static_cast<int64_t>(n >= -9e15 && n <= 9e15 ? n : 0.5);
    return static_cast<lua_Number>(whole) == n ? document{whole} : document{n};
  }

  document table(int index) {
    if (depth == limits::value_depth_max || !lua_checkstack(L, 8))
      return refuse(too_deep);
    const void* self = lua_topointer(L, index);
    document copied;
    if (std::find(path, path + depth, self) != path + depth) {
      copied = refuse(contains_itself);
    } else {
      path[depth++] = self;
      const int64_t last = last_position(index);
      copied = last > 0 ? list(index, last) : map(index);
      --depth;
    }
    return copied;
  }

  int64_t last_position(int index) {
    int64_t last = 0;
    lua_pushnil(L);
    while (lua_next(L, index) != 0) {
      if (lua_type(L, -2) == LUA_TNUMBER) {
        const lua_Number n = lua_tonumber(L, -2);
        if (n >= 1 && n <= 10'000'000 && n == static_cast<lua_Number>(static_cast<int64_t>(n)))
          last = std::max(last, static_cast<int64_t>(n));
      }
      lua_pop(L, 1);
    }
    return last;
  }

  document list(int index, int64_t last) {
    if (values + static_cast<size_t>(last) > limits::plain_values_max)
      return refuse(too_large);
    document::list items;
    items.reserve(static_cast<size_t>(last));
    for (int64_t i = 1; i <= last; ++i) {
      lua_rawgeti(L, index, static_cast<int>(i));
      items.push_back(at(lua_gettop(L)));
      lua_pop(L, 1);
    }
    return document{std::move(items)};
  }

  document map(int index) {
    document::map members;
    lua_pushnil(L);
    while (lua_next(L, index) != 0) {
      const int value_at = lua_gettop(L);
      std::string key = lua_istable(L, value_at - 1) ? std::string{"table"} : at(value_at - 1).scalar_text();
      members.emplace_back(std::move(key), at(value_at));
      lua_pop(L, 1);
    }
    // A table has no order; who prints the document should print it alike in every run.
    std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    // The outermost is always a map: it is fields, options, a filter.
    if (members.empty() && depth > 1 && text_function == 0 && !was_object(L, index))
      return document{document::list{}};
    return document{std::move(members)};
  }
};

}  // namespace

const char* plain_data_at(lua_State* L, int index, document& into) {
  if (index < 0 && index > LUA_REGISTRYINDEX)
    index = lua_gettop(L) + index + 1;
  plain_copy copy{L};
  into = copy.at(index);
  return copy.problem;
}

namespace {

int l_text_of(lua_State* L) {
  push_text(L, 1);
  return 1;
}

}  // namespace

const char* module_data_at(lua_State* L, int index, document& into) {
  if (index < 0 && index > LUA_REGISTRYINDEX)
    index = lua_gettop(L) + index + 1;
  lua_pushcfunction(L, l_text_of);
  plain_copy copy{L, lua_gettop(L)};
  into = copy.at(index);
  lua_pop(L, 1);
  return copy.problem;
}

document document_at(lua_State* L, int index) {
  document copied;
  plain_data_at(L, index, copied);
  return copied;
}

void push_document(lua_State* L, const document& tree) {
  if (!lua_checkstack(L, 4))
    luaL_error(L, "data nests too deep");
  if (const bool* b = tree.as_bool()) {
    lua_pushboolean(L, *b ? 1 : 0);
  } else if (const int64_t* i = tree.as_integer()) {
    lua_pushnumber(L, static_cast<lua_Number>(*i));
  } else if (const double* d = tree.as_double()) {
    lua_pushnumber(L, *d);
  } else if (const std::string* s = tree.as_string()) {
    lua_pushlstring(L, s->data(), s->size());
  } else if (const document::list* items = tree.as_list()) {
    lua_createtable(L, static_cast<int>(items->size()), 0);
    for (size_t n = 0; n < items->size(); ++n) {
      push_document(L, (*items)[n]);
      lua_rawseti(L, -2, static_cast<int>(n) + 1);
    }
  } else if (const document::map* members = tree.as_map()) {
    if (members->empty())
      return push_empty_object(L);
    lua_createtable(L, 0, static_cast<int>(members->size()));
    for (const auto& [key, member] : *members) {
      lua_pushlstring(L, key.data(), key.size());
      push_document(L, member);
      lua_rawset(L, -3);
    }
  } else {
    lua_pushnil(L);
  }
}

}  // namespace troupe::runtime::lua
