// The `json` module (lua-language.md part 2 `json`).
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/table_shape.hpp"
#include "runtime/lua/userdata.hpp"
#include "runtime/modules/json_encode.hpp"
#include "runtime/modules/json_text.hpp"
#include "runtime/modules/open.hpp"

namespace troupe::runtime::modules {

namespace {

using kind = json_tape::kind;

int l_encode(lua_State* L) {
  lua_settop(L, 1);
  text_builder text{L};
  if (const char* problem = encode_json(L, 1, text))
    return lua::fail(L, errc::internal, problem);
  text.push();
  lua_pushnil(L);
  return 2;
}

struct tape_reader {
  const json_tape& tape;
  size_t next = 0;
};

// Nests as deep as the tape, which is bounded.
void push_value(lua_State* L, tape_reader& from) {
  const json_tape::item& item = from.tape.items()[from.next++];
  switch (item.what) {
    case kind::null: lua_pushnil(L); return;
    case kind::no: lua_pushboolean(L, 0); return;
    case kind::yes: lua_pushboolean(L, 1); return;
    case kind::number: lua_pushnumber(L, item.number); return;
    case kind::text: {
      const std::string_view text = from.tape.text_of(item);
      lua_pushlstring(L, text.data(), text.size());
      return;
    }
    case kind::array:
      luaL_checkstack(L, 4, "JSON decoding");
      lua_createtable(L, static_cast<int>(item.count), 0);
      for (uint32_t i = 1; i <= item.count; ++i) {
        push_value(L, from);
        lua_rawseti(L, -2, static_cast<int>(i));
      }
      return;
    case kind::object:
      luaL_checkstack(L, 4, "JSON decoding");
      if (item.count == 0)
        return lua::push_empty_object(L);
      lua_createtable(L, 0, static_cast<int>(item.count));
      for (uint32_t i = 0; i < item.count; ++i) {
        push_value(L, from);
        push_value(L, from);
        lua_rawset(L, -3);
      }
      return;
  }
}

// The tape stands in an upvalue, so that a raise loses nothing and the next decoding finds its memory.
int l_decode(lua_State* L) {
  if (lua_type(L, 1) != LUA_TSTRING)
    return lua::fail(L, errc::invalid, "string expected");
  size_t size = 0;
  const char* text = lua_tolstring(L, 1, &size);
  if (size == 0)
    return lua::fail(L, errc::invalid, "empty string is not valid JSON");
  auto& tape = *static_cast<json_tape*>(lua_touserdata(L, lua_upvalueindex(1)));
  if (!tape.read({text, size})) {
    tape.trim();
    return lua::fail(L, errc::internal, tape.problem().c_str());
  }
  tape_reader from{tape};
  push_value(L, from);
  lua_pushnil(L);
  tape.trim();
  return 2;
}

int unavailable(lua_State* L, const char* text) {
  lua::fail(L, errc::unavailable, text);
  lua_pushboolean(L, 0);
  lua_replace(L, -3);
  return 2;
}

int l_validate(lua_State* L) {
  return unavailable(L, "json.validate is not available in this build");
}

int l_validate_string(lua_State* L) {
  return unavailable(L, "json.validate_string is not available in this build");
}

}  // namespace

int open_json(lua_State* L) {
  static const luaL_Reg functions[] = {{"encode", l_encode},
                                       {"validate", l_validate},
                                       {"validate_string", l_validate_string},
                                       {nullptr, nullptr}};
  lua::register_type<json_tape>(L, "json.tape", nullptr);
  push_members(L, functions);
  lua::push_object<json_tape>(L);
  lua_pushcclosure(L, l_decode, 1);
  lua_setfield(L, -2, "decode");
  return 1;
}

}  // namespace troupe::runtime::modules
