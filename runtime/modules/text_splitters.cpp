// Splitter objects of the `text` module.
#include "runtime/heap_bytes.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/plain_data.hpp"
#include "runtime/lua/userdata.hpp"
#include "runtime/modules/answers.hpp"
#include "runtime/modules/arguments.hpp"
#include "runtime/modules/holder.hpp"
#include "runtime/modules/open.hpp"
#include "runtime/modules/text_parts.hpp"
#include "runtime/modules/text_splitter.hpp"

namespace troupe::runtime::modules {

namespace {

using lua::check_object;

struct splitter {
  split_options options;
  bool markdown = false;
  lua::outside_memory held;

  std::vector<std::string> split(std::string_view text) const {
    return markdown ? split_markdown(text, options) : split_recursively(text, options);
  }
};

// Null, or what is wrong with the options.
const char* read(const document& from, split_options& to) {
  const auto size = [&](const char* name, size_t& into) {
    const document* given = from.find(name);
    if (given == nullptr)
      return true;
    const int64_t* n = given->as_integer();
    if (n != nullptr && *n >= 0)
      into = static_cast<size_t>(*n);
    return n != nullptr && *n >= 0;
  };
  const auto flag = [&](const char* name, bool& into) {
    const document* given = from.find(name);
    if (given != nullptr && given->as_bool() != nullptr)
      into = *given->as_bool();
  };
  if (!size("chunk_size", to.chunk_size) || to.chunk_size == 0)
    return "chunk_size must be a positive integer";
  const bool overlap_given = from.find("chunk_overlap") != nullptr;
  if (!size("chunk_overlap", to.chunk_overlap))
    return "chunk_overlap must not be negative";
  if (to.chunk_overlap >= to.chunk_size) {
    if (overlap_given)
      return "chunk_overlap must be smaller than chunk_size";
    to.chunk_overlap = to.chunk_size / 5;  // as the defaults are to each other
  }
  if (const document* list = from.find("separators"); list != nullptr && list->as_list() != nullptr && !list->as_list()->empty()) {
    to.separators.clear();
    for (const document& each : *list->as_list())
      to.separators.push_back(each.scalar_text());
  }
  flag("keep_separator", to.keep_separator);
  flag("code_blocks", to.code_blocks);
  flag("reference_links", to.reference_links);
  flag("heading_hierarchy", to.heading_hierarchy);
  flag("join_table_rows", to.join_table_rows);
  return nullptr;
}

const char* read_options(lua_State* L, split_options& to) {
  return lua_istable(L, 1) ? read(lua::document_at(L, 1), to) : nullptr;
}

size_t bytes_of(const std::vector<std::string>& texts) noexcept {
  size_t bytes = texts.capacity() * sizeof texts[0];
  for (const std::string& each : texts)
    bytes += heap_bytes(each);
  return bytes;
}

template <bool Markdown>
int l_new(lua_State* L) {
  if (!lua_isnoneornil(L, 1))
    luaL_checktype(L, 1, LUA_TTABLE);
  auto& made = *lua::push_object<splitter>(L);
  made.markdown = Markdown;
  if (const char* problem = read_options(L, made.options))
    return lua::fail(L, errc::invalid, problem);
  made.held.settle(L, bytes_of(made.options.separators));
  lua_pushnil(L);
  return 2;
}

// The chunks as a list of texts.
void split_into(const splitter& by, std::string_view text, holder& to) {
  document::list list;
  for (std::string& each : by.split(text))
    list.emplace_back(std::move(each));
  to.tree = document{std::move(list)};
}

int l_split_text(lua_State* L) {
  const splitter& by = check_object<splitter>(L, 1);
  const std::string_view text = check_string(L, 2);
  holder& made = push_holder(L);
  split_into(by, text, made);
  return answer_tree(L, made);
}

// Pushes a string of the holder's list.
void push_chunk(lua_State* L, const holder& from, size_t i) {
  push(L, *(*from.tree.as_list())[i].as_string());
}

int l_split_batch(lua_State* L) {
  const splitter& by = check_object<splitter>(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  holder& made = push_holder(L);
  lua_newtable(L);
  const int list = lua_gettop(L);
  int n = 0;
  const auto pages = static_cast<int>(lua_objlen(L, 2));
  for (int page = 1; page <= pages; ++page) {
    lua_rawgeti(L, 2, page);
    if (!lua_istable(L, -1)) {
      made.drop();
      return lua::fail(L, errc::invalid, lua_pushfstring(L, "page %d must be a table", page));
    }
    lua_getfield(L, -1, "metadata");
    if (!lua_istable(L, -1)) {
      lua_pop(L, 1);
      lua_newtable(L);
    }
    lua_getfield(L, -2, "content");
    if (is_string(L, -1) && lua_objlen(L, -1) > 0) {
      split_into(by, string_at(L, -1), made);
      for (size_t i = 0; i < made.tree.as_list()->size(); ++i) {
        lua_createtable(L, 0, 2);
        push_chunk(L, made, i);
        lua_setfield(L, -2, "content");
        lua_pushvalue(L, -3);  // the page's own metadata
        lua_setfield(L, -2, "metadata");
        lua_rawseti(L, list, ++n);
      }
    }
    lua_settop(L, list);
  }
  made.drop();
  lua_pushnil(L);
  return 2;
}

}  // namespace

void add_text_splitter(lua_State* L) {
  static const luaL_Reg methods[] = {{"split_text", l_split_text}, {"split_batch", l_split_batch}, {nullptr, nullptr}};
  static const luaL_Reg functions[] = {{"recursive", l_new<false>}, {"markdown", l_new<true>}, {nullptr, nullptr}};
  lua::register_type<splitter>(L, "Splitter", methods);
  push_members(L, functions);
  lua_setfield(L, -2, "splitter");
}

}  // namespace troupe::runtime::modules
