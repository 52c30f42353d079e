// The `yaml` module (lua-language.md part 2 `yaml`).
#include "config/document_text.hpp"
#include "config/yaml.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/plain_data.hpp"
#include "runtime/modules/answers.hpp"
#include "runtime/modules/arguments.hpp"
#include "runtime/modules/holder.hpp"
#include "runtime/modules/open.hpp"

#include <algorithm>

namespace troupe::runtime::modules {

namespace {

// Which keys come first, at every level.
struct key_order {
  std::vector<std::string> first;
  bool given = false;  // any option was: the platform then indents by two

  size_t place(const std::string& key) const noexcept {
    return static_cast<size_t>(std::find(first.begin(), first.end(), key) - first.begin());
  }
};

key_order read_order(const document& options) {
  key_order order;
  if (const document* list = options.find("field_order"); list != nullptr && list->as_list() != nullptr)
    for (const document& each : *list->as_list())
      if (const std::string* key = each.as_string())
        order.first.push_back(*key);
  const document* sort = options.find("sort_unordered");
  order.given = !order.first.empty() || (sort != nullptr && sort->as_bool() != nullptr && *sort->as_bool());
  return order;
}

// Maps are sorted by key when they come from a table, so what no option names stays sorted.
void arrange(document& tree, const key_order& order) {
  if (document::list* items = tree.as_list())
    for (document& item : *items)
      arrange(item, order);
  if (document::map* members = tree.as_map()) {
    std::stable_sort(members->begin(), members->end(),
                     [&](const auto& a, const auto& b) { return order.place(a.first) < order.place(b.first); });
    for (auto& [key, member] : *members)
      arrange(member, order);
  }
}

void encode(lua_State* L, holder& made) {
  if (const char* problem = lua::module_data_at(L, 1, made.tree)) {
    made.problem = std::string{"cannot encode as YAML: "} + problem;
    return;
  }
  key_order order;
  if (lua_istable(L, 2))
    order = read_order(lua::document_at(L, 2));
  if (!order.first.empty())
    arrange(made.tree, order);
  constexpr size_t indent_with_order = 2;
  constexpr size_t indent_without = 4;
  made.text = to_yaml(made.tree, order.given ? indent_with_order : indent_without);
}

void decode(std::string_view text, holder& made) {
  auto read = parse_yaml(text, "yaml", yaml_dates::unix_seconds);
  if (read)
    made.tree = std::move(*read);
  else
    made.problem = message_of(read.error());
}

int l_encode(lua_State* L) {
  if (!lua_istable(L, 1))
    return lua::fail(L, errc::invalid, "table expected");
  holder& made = push_holder(L);
  encode(L, made);
  if (!made.problem.empty())
    return fail_with(L, errc::internal, made);
  push(L, made.text);
  made.drop();
  lua_pushnil(L);
  return 2;
}

int l_decode(lua_State* L) {
  if (!is_string(L, 1))
    return lua::fail(L, errc::invalid, "string expected");
  const std::string_view text = string_at(L, 1);
  if (text.empty())
    return lua::fail(L, errc::invalid, "input cannot be empty");
  holder& made = push_holder(L);
  decode(text, made);
  return answer_tree(L, made);
}

}  // namespace

int open_yaml(lua_State* L) {
  static const luaL_Reg functions[] = {{"encode", l_encode}, {"decode", l_decode}, {nullptr, nullptr}};
  push_members(L, functions);
  return 1;
}

}  // namespace troupe::runtime::modules
