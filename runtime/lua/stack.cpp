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
  if (push_frozen(L, index)) {
    encode_table(L, lua_gettop(L), to, seen, depth);
    lua_pop(L, 1);
    return;
  }
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
    const bool frozen = push_frozen(L, index);
    if (frozen)
      index = lua_gettop(L);
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
    if (frozen)
      lua_pop(L, 1);
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
