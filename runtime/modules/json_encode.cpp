#include "runtime/modules/json_encode.hpp"

#include "config/limits.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/libraries.hpp"
#include "runtime/lua/table_shape.hpp"

#include <charconv>
#include <cmath>

namespace troupe::runtime::modules {

namespace {

constexpr const char* sparse = "cannot encode sparse array: non-contiguous numeric keys found";
constexpr const char* mixed =
  "cannot encode mixed-key table: table has both numeric and non-numeric keys";
constexpr const char* cyclic = "cannot encode recursively nested tables to JSON";
constexpr const char* too_deep = "exceeded maximum nesting depth for JSON encoding";
constexpr const char* bad_key = "cannot encode table: a key is neither a string nor a number";

// ---- text --------------------------------------------------------------------------------------------------------------

void put_escape(text_builder& to, unsigned code) {
  static constexpr char hex[] = "0123456789abcdef";
  const char escape[] = {
    '\\',           'u', hex[code >> 12U & 15U], hex[code >> 8U & 15U], hex[code >> 4U & 15U],
    hex[code & 15U]};
  to.put(std::string_view{escape, sizeof escape});
}

void put_ascii_escape(text_builder& to, char c) {
  switch (c) {
    case '"': to.put("\\\""); break;
    case '\\': to.put("\\\\"); break;
    case '\b': to.put("\\b"); break;
    case '\f': to.put("\\f"); break;
    case '\n': to.put("\\n"); break;
    case '\r': to.put("\\r"); break;
    case '\t': to.put("\\t"); break;
    default: put_escape(to, static_cast<unsigned char>(c));
  }
}

bool plain(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
}

// The size of the UTF-8 sequence at the start of `rest` and the character it means; size 0 if it is not well formed.
struct character {
  size_t size = 0;
  uint32_t code = 0;
};

character character_at(std::string_view rest) noexcept {
  const auto lead = static_cast<unsigned char>(rest[0]);
  const size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  static constexpr uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (lead < 0xc2 || lead > 0xf4 || rest.size() < size)
    return {};
  uint32_t code = lead & (0x7fU >> size);
  for (size_t i = 1; i < size; ++i) {
    const auto next = static_cast<unsigned char>(rest[i]);
    if ((next & 0xc0U) != 0x80)
      return {};
    code = code << 6U | (next & 0x3fU);
  }
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (code < least[size] || code > 0x10ffff || surrogate)
    return {};
  return {size, code};
}

// Also escapes what would end a string or open a tag where the text is put into HTML or JavaScript. Bytes that are no UTF-8
// become the replacement character.
void put_string(text_builder& to, std::string_view text) {
  to.put('"');
  while (!text.empty()) {
    size_t run = 0;
    while (run < text.size() && plain(text[run]))
      ++run;
    to.put(text.substr(0, run));
    text.remove_prefix(run);
    if (text.empty())
      break;
    if (static_cast<unsigned char>(text[0]) < 0x80) {
      put_ascii_escape(to, text[0]);
      text.remove_prefix(1);
      continue;
    }
    const character next = character_at(text);
    if (next.size == 0)
      put_escape(to, 0xfffd);
    else if (next.code == 0x2028 || next.code == 0x2029)
      put_escape(to, next.code);
    else
      to.put(text.substr(0, next.size));
    text.remove_prefix(next.size == 0 ? 1 : next.size);
  }
  to.put('"');
}

void put_number(text_builder& to, double n) {
  constexpr size_t digits_max = 330;  // of the largest double written in full
  if (!std::isfinite(n)) {
    to.put("null");
    return;
  }
  char* room = to.reserve(digits_max);
  const bool whole = n == std::floor(n);
  const auto written =
    whole ? std::to_chars(room, room + digits_max, n == 0 ? 0.0 : n, std::chars_format::fixed)
          : std::to_chars(room, room + digits_max, n);
  to.commit(static_cast<size_t>(written.ptr - room));
}

std::string_view string_at(lua_State* L, int index) {
  size_t size = 0;
  const char* text = lua_tolstring(L, index, &size);
  return {text, size};
}

// ---- tables ------------------------------------------------------------------------------------------------------------

struct encoder {
  lua_State* L;
  text_builder& to;
  int depth = 0;
  const void* path[limits::value_depth_max] = {};  // the tables around the current value

  const char* value(int index) {
    switch (lua_type(L, index)) {
      case LUA_TBOOLEAN: to.put(lua_toboolean(L, index) != 0 ? "true" : "false"); return nullptr;
      case LUA_TNUMBER: put_number(to, lua_tonumber(L, index)); return nullptr;
      case LUA_TSTRING: put_string(to, string_at(L, index)); return nullptr;
      case LUA_TTABLE: return table(index);
      case LUA_TUSERDATA:
        if (const lua::error_object* error = lua::error_at(L, index)) {
          put_string(to, error->what.message);
          return nullptr;
        }
        [[fallthrough]];
      default: to.put("null"); return nullptr;
    }
  }

  const char* table(int index) {
    luaL_checkstack(L, 8, "JSON encoding");
    const void* self = lua_topointer(L, index);
    for (int i = 0; i < depth; ++i)
      if (path[i] == self)
        return cyclic;
    if (depth == limits::value_depth_max)
      return too_deep;
    path[depth++] = self;
    const char* problem = nullptr;
    lua_pushnil(L);
    if (lua_next(L, index) == 0) {
      to.put(lua::was_object(L, index) ? "{}" : "[]");
    } else {
      const bool numbered = lua_type(L, -2) == LUA_TNUMBER;
      lua_pop(L, 2);
      problem = numbered ? array(index) : object(index);
    }
    --depth;
    return problem;
  }

  // As many keys as the border says, all numbers from 1 up to it, are all of 1..n.
  const char* check_array(int index, size_t n) {
    size_t keys = 0;
    bool contiguous = true;
    lua_pushnil(L);
    while (lua_next(L, index) != 0) {
      lua_pop(L, 1);
      if (lua_type(L, -1) != LUA_TNUMBER) {
        lua_pop(L, 1);
        return mixed;
      }
      const lua_Number key = lua_tonumber(L, -1);
      contiguous =
        contiguous && key >= 1 && key <= static_cast<double>(n) && key == std::floor(key);
      ++keys;
    }
    return contiguous && keys == n ? nullptr : sparse;
  }

  const char* array(int index) {
    const size_t n = lua_objlen(L, index);
    if (const char* problem = check_array(index, n))
      return problem;
    to.put('[');
    for (size_t i = 1; i <= n; ++i) {
      if (i > 1)
        to.put(',');
      lua_rawgeti(L, index, static_cast<int>(i));
      const char* problem = value(lua_gettop(L));
      lua_pop(L, 1);
      if (problem != nullptr)
        return problem;
    }
    to.put(']');
    return nullptr;
  }

  const char* object(int index) {
    char before = '{';
    lua_pushnil(L);
    while (lua_next(L, index) != 0) {
      const int value_at = lua_gettop(L);
      const char* problem = lua_type(L, value_at - 1) == LUA_TNUMBER ? mixed : nullptr;
      if (problem == nullptr) {
        to.put(before);
        before = ',';
        problem = key(value_at - 1);
      }
      if (problem == nullptr) {
        to.put(':');
        problem = value(value_at);
      }
      if (problem != nullptr) {
        lua_pop(L, 2);
        return problem;
      }
      lua_pop(L, 1);
    }
    to.put('}');
    return nullptr;
  }

  const char* key(int index) {
    if (lua_type(L, index) == LUA_TSTRING)
      put_string(to, string_at(L, index));
    else if (lua_type(L, index) == LUA_TBOOLEAN)
      to.put(lua_toboolean(L, index) != 0 ? "\"true\"" : "\"false\"");
    else
      return bad_key;
    return nullptr;
  }
};

}  // namespace

const char* encode_json(lua_State* L, int index, text_builder& to) {
  encoder self{L, to};
  return self.value(index);
}

}  // namespace troupe::runtime::modules
