// The `json` module (lua-language.md part 2 `json`).
#include "config/document_text.hpp"
#include "config/limits.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/plain_data.hpp"
#include "runtime/lua/table_shape.hpp"
#include "runtime/lua/userdata.hpp"
#include "runtime/modules/arguments.hpp"
#include "runtime/modules/holder.hpp"
#include "runtime/modules/json_document.hpp"
#include "runtime/modules/json_encode.hpp"
#include "runtime/modules/json_schema.hpp"
#include "runtime/modules/json_text.hpp"
#include "runtime/modules/open.hpp"

#include <memory>
#include <string>
#include <unordered_map>

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

// ---- validation ----------------------------------------------------------------------------------------------------------

// The schemas a machine has compiled, by their text.
class schema_cache {
public:
  std::shared_ptr<const json_schema> get(document schema, std::string& problem) {
    std::string text = to_json(schema);
    if (const auto found = by_text_.find(text); found != by_text_.end())
      return found->second;
    auto made = json_schema::compile(std::move(schema), problem);
    if (made == nullptr || text.size() > limits::schema_cached_bytes_max)
      return made;
    bytes_ += text.size();
    if (bytes_ > limits::schema_cached_bytes_max) {
      by_text_.clear();
      bytes_ = text.size();
    }
    by_text_.emplace(std::move(text), made);
    return made;
  }

private:
  std::unordered_map<std::string, std::shared_ptr<const json_schema>> by_text_;
  size_t bytes_ = 0;
};

// Made when the machine validates for the first time, kept in the registry under the address of its name.
schema_cache& cache_of(lua_State* L) {
  static constexpr char name[] = "json.schemas";
  lua_pushlightuserdata(L, const_cast<char*>(name));
  lua_rawget(L, LUA_REGISTRYINDEX);
  if (auto* known = static_cast<schema_cache*>(lua_touserdata(L, -1)))
    return *known;
  lua::register_type<schema_cache>(L, name, nullptr);
  lua_pushlightuserdata(L, const_cast<char*>(name));
  schema_cache& made = *lua::push_object<schema_cache>(L);
  lua_rawset(L, LUA_REGISTRYINDEX);
  return made;
}

// The schema at 1, a table or JSON text, into the holder.
void read_schema(lua_State* L, holder& to) {
  if (is_string(L, 1))
    to.problem = read_json(string_at(L, 1), to.tree);
  else if (const char* problem = lua::module_data_at(L, 1, to.tree))
    to.problem = problem;
  if (!to.problem.empty())
    to.problem = "invalid schema: " + to.problem;
}

void read_data(lua_State* L, bool is_text, holder& to) {
  if (is_text)
    to.problem = read_json(string_at(L, 2), to.tree);
  else if (const char* problem = lua::module_data_at(L, 2, to.tree))
    to.problem = problem;
  if (!to.problem.empty())
    to.problem = "invalid data: " + to.problem;
}

void check_data(schema_cache& cache, holder& schema, holder& data) {
  std::string problem;
  const auto compiled = cache.get(std::move(schema.tree), problem);
  if (compiled == nullptr)
    data.problem = "invalid schema: " + problem;
  else if (auto wrong = compiled->check(data.tree))
    data.problem = "validation failed: " + *wrong;
}

int refuse(lua_State* L, const char* why) {
  lua::fail(L, errc::invalid, why);
  lua_pushboolean(L, 0);
  lua_replace(L, -3);
  return 2;
}

// The problem is `of`'s; both give back what they have.
int refuse(lua_State* L, const holder& of, holder& schema, holder& data) {
  refuse(L, of.problem.c_str());
  schema.drop();
  data.drop();
  return 2;
}

int validate(lua_State* L, bool is_text) {
  lua_settop(L, 2);
  if (!lua_istable(L, 1) && !is_string(L, 1))
    return refuse(L, lua_isnil(L, 1) ? "schema is required" : "schema must be a table or a JSON string");
  if (is_text ? !is_string(L, 2) : lua_isnil(L, 2))
    return refuse(L, is_text ? "data must be a JSON string" : "data is required");
  schema_cache& cache = cache_of(L);
  holder& schema = push_holder(L);
  holder& data = push_holder(L);
  read_schema(L, schema);
  if (!schema.problem.empty())
    return refuse(L, schema, schema, data);
  read_data(L, is_text, data);
  if (data.problem.empty())
    check_data(cache, schema, data);
  if (!data.problem.empty())
    return refuse(L, data, schema, data);
  schema.drop();
  data.drop();
  lua_pushboolean(L, 1);
  return 1;
}

int l_validate(lua_State* L) {
  return validate(L, false);
}

int l_validate_string(lua_State* L) {
  return validate(L, true);
}

}  // namespace

int open_json(lua_State* L) {
  static const luaL_Reg functions[] = {
    {"encode", l_encode}, {"validate", l_validate}, {"validate_string", l_validate_string}, {nullptr, nullptr}};
  lua::register_type<json_tape>(L, "json.tape", nullptr);
  push_members(L, functions);
  lua::push_object<json_tape>(L);
  lua_pushcclosure(L, l_decode, 1);
  lua_setfield(L, -2, "decode");
  return 1;
}

}  // namespace troupe::runtime::modules
