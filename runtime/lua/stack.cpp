#include "runtime/lua/stack.hpp"

#include "config/limits.hpp"
#include "runtime/lua/border.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/libraries.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/lua/standard.hpp"
#include "runtime/lua/table_shape.hpp"
#include "runtime/lua/vm.hpp"

#include <algorithm>

namespace troupe::runtime::lua {

// Most messages hold a few tables, for which a scan beats any hashing.
std::optional<size_t> table_numbers::find_or_add(const void* table) {
  constexpr size_t scan_max = 24;
  if (tables_.size() <= scan_max) {
    for (const auto& [known, number] : tables_)
      if (known == table)
        return number;
    tables_.emplace_back(table, tables_.size());
    if (tables_.size() > scan_max)
      std::sort(tables_.begin(), tables_.end());
    return std::nullopt;
  }
  const auto at = std::lower_bound(tables_.begin(), tables_.end(), std::pair{table, size_t{0}});
  if (at != tables_.end() && at->first == table)
    return at->second;
  tables_.insert(at, {table, tables_.size()});
  return std::nullopt;
}

namespace {

void encode(lua_State* L, int index, value_writer& to, table_numbers& seen, int depth);

bool is_empty_object(lua_State* L, int index) {
  lua_pushnil(L);
  if (lua_next(L, index) == 0)
    return was_object(L, index);
  lua_pop(L, 2);
  return false;
}

void encode_table(lua_State* L, int index, value_writer& to, table_numbers& seen, int depth) {
  if (depth > limits::value_depth_max || !lua_checkstack(L, 4))
    luaL_error(L, "value nests deeper than %d levels", limits::value_depth_max);
  if (const auto number = seen.find_or_add(lua_topointer(L, index))) {
    to.seen(*number);
    return;
  }
  const auto positions = static_cast<int>(lua_objlen(L, index));
  if (positions == 0 && is_empty_object(L, index)) {
    to.empty_object();
    return;
  }
  to.begin_table(static_cast<size_t>(positions));
  for (int i = 1; i <= positions; ++i) {
    lua_rawgeti(L, index, i);
    encode(L, lua_gettop(L), to, seen, depth + 1);
    lua_pop(L, 1);
  }
  border::each_pair(L, index, [&] {
    const int key = lua_gettop(L) - 1;
    std::string_view text;
    lua_Number n = 0;
    if (border::text(L, key, text)) {
      to.text(text);
      encode(L, key + 1, to, seen, depth + 1);
    } else if (border::number(L, key, n)) {
      if (n < 1 || n > positions || n != static_cast<lua_Number>(static_cast<int>(n))) {
        to.number(n);
        encode(L, key + 1, to, seen, depth + 1);
      }
    } else if (const int type = lua_type(L, key); type == LUA_TBOOLEAN || type == LUA_TTABLE) {
      encode(L, key, to, seen, depth + 1);
      encode(L, key + 1, to, seen, depth + 1);
    }  // other keys cannot be rebuilt on the other side
  });
  to.end_table();
}

void encode_fault(const error_object& error, value_writer& to) noexcept {
  to.begin_fault(error.what.kind, error.what.message, error.what.retryable);
  if (error.what.details.empty())
    to.nil();
  else if (to.tables() == 0)
    to.append_raw(value_reader{error.what.details}.rest());
  else
    to.append(first_as_document(error.what.details));
}

void encode(lua_State* L, int index, value_writer& to, table_numbers& seen, int depth) {
  std::string_view text;
  if (border::text(L, index, text))
    return to.text(text);
  lua_Number n = 0;
  if (border::number(L, index, n))
    return to.number(n);
  switch (lua_type(L, index)) {
    case LUA_TBOOLEAN: to.boolean(lua_toboolean(L, index) != 0); break;
    case LUA_TTABLE: encode_table(L, index, to, seen, depth); break;
    case LUA_TUSERDATA:
      if (const error_object* error = error_at(L, index))
        encode_fault(*error, to);
      else
        to.nil();
      break;
    default: to.nil();
  }
}

// How many pairs come next, so that a table need not grow again and again; 0 if that would take long to find out.
uint32_t pairs_ahead(value_reader from, int depth) noexcept {
  constexpr int depth_max = 3;  // what lies deeper would be read once for each level
  uint32_t pairs = 0;
  while (depth <= depth_max && from.more_pairs()) {
    from.skip();
    from.skip();
    ++pairs;
  }
  return pairs;
}

// Most items are texts and numbers: steps over one and pushes it if the next is.
bool push_plain(lua_State* L, value_reader& from) {
  std::string_view text;
  double number = 0;
  if (from.next_is(text))
    lua_pushlstring(L, text.data(), text.size());
  else if (from.next_is(number))
    lua_pushnumber(L, number);
  else
    return false;
  return true;
}

// `tables` is the stack slot of the list of tables decoded so far, 0 if the buffer has no references.
void push_item(lua_State* L, value_reader& from, int tables, int& count, int depth) {
  if (push_plain(L, from))
    return;
  const value_reader::item it = from.next();
  switch (it.type) {
    case tag::no: lua_pushboolean(L, 0); return;
    case tag::yes: lua_pushboolean(L, 1); return;
    case tag::table: {
      if (depth > limits::value_depth_max || !lua_checkstack(L, 6))
        luaL_error(L, "value nests deeper than %d levels", limits::value_depth_max);
      lua_createtable(L, static_cast<int>(it.positions), 0);
      const int self = lua_gettop(L);
      if (tables != 0) {
        lua_pushvalue(L, self);
        lua_rawseti(L, tables, ++count);
      }
      for (uint32_t i = 1; i <= it.positions; ++i) {
        push_item(L, from, tables, count, depth + 1);
        lua_rawseti(L, self, static_cast<int>(i));
      }
      border::reserve_pairs(L, self, pairs_ahead(from, depth));
      while (from.more_pairs()) {
        push_item(L, from, tables, count, depth + 1);
        push_item(L, from, tables, count, depth + 1);
        const int type = lua_type(L, -2);
        const bool usable = type != LUA_TNIL && (type != LUA_TNUMBER || lua_tonumber(L, -2) == lua_tonumber(L, -2));
        if (usable)
          lua_rawset(L, self);
        else
          lua_pop(L, 2);
      }
      return;
    }
    case tag::object:
      push_empty_object(L);
      if (tables != 0) {
        lua_pushvalue(L, -1);
        lua_rawseti(L, tables, ++count);
      }
      return;
    case tag::seen:
      if (tables != 0)
        lua_rawgeti(L, tables, static_cast<int>(it.index) + 1);
      else
        lua_pushnil(L);
      return;
    case tag::fault: {
      // The userdata owns the strings before anything can raise.
      error_object* error = push_error(L);
      fill_error(*error, it.text, it.detail, it.retryable, from.take_item());
      settle(L, *error);
      return;
    }
    default: break;
  }
  lua_pushnil(L);
}

}  // namespace

void encode_at(lua_State* L, int index, value_writer& to, table_numbers& seen) {
  if (index < 0 && index > LUA_REGISTRYINDEX)
    index = lua_gettop(L) + index + 1;
  encode(L, index, to, seen, 0);
}

value encode_range(lua_State* L, int first, int count) {
  if (count == 1) {  // most messages are one plain value
    std::string_view text;
    if (border::text(L, first, text))
      return value::of(text);
    if (lua_type(L, first) == LUA_TNUMBER)
      return value::of(lua_tonumber(L, first));
  }
  vm& self = vm::of(L);
  value_writer& to = self.scratch_writer();
  for (int i = 0; i < count; ++i)
    encode_at(L, first + i, to, self.scratch_tables());
  return to.finish(static_cast<size_t>(count));
}

int push_items(lua_State* L, std::string_view bytes) {
  value_reader from{bytes};
  const auto n = static_cast<int>(from.remaining());
  if (n == 0)
    return 0;
  if (!lua_checkstack(L, n + 4))
    luaL_error(L, "too many results");
  int tables = 0;
  int count = 0;
  if (from.shared()) {
    lua_newtable(L);
    tables = lua_gettop(L);
  }
  for (int i = 0; i < n; ++i)
    push_item(L, from, tables, count, 0);
  if (tables != 0)
    lua_remove(L, tables);
  return n;
}

void push_first(lua_State* L, std::string_view bytes) {
  value_reader from{bytes};
  if (from.remaining() == 1 && push_plain(L, from))
    return;
  if (from.remaining() == 0) {
    lua_pushnil(L);
    return;
  }
  int tables = 0;
  int count = 0;
  if (from.shared()) {
    lua_newtable(L);
    tables = lua_gettop(L);
  }
  push_item(L, from, tables, count, 0);
  if (tables != 0)
    lua_remove(L, tables);
}

}  // namespace troupe::runtime::lua
