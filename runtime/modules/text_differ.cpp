// Differ objects of the `text` module: comparing texts, making and applying patches.
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/plain_data.hpp"
#include "runtime/lua/userdata.hpp"
#include "runtime/modules/answers.hpp"
#include "runtime/modules/arguments.hpp"
#include "runtime/modules/holder.hpp"
#include "runtime/modules/open.hpp"
#include "runtime/modules/text_parts.hpp"
#include "runtime/modules/text_patch.hpp"

namespace troupe::runtime::modules {

namespace {

using lua::check_object;
using what = diff_operation;

struct differ {
  diff_options options;
};

constexpr std::string_view names[] = {"equal", "delete", "insert"};

// ---- the half that may throw: texts to documents ------------------------------------------------------------------------

void compare(std::string_view from, std::string_view to, const diff_options& options, holder& made) {
  differences list = diff_texts(to_characters(from), to_characters(to), deadline_of(options));
  if (list.size() > 2)
    clean_for_readers(list);
  if (list.empty())
    list.push_back({});  // two empty texts are equal
  document::list shown;
  for (const difference& each : list)
    shown.emplace_back(document::map{{"operation", document{names[static_cast<size_t>(each.what)]}},
                                     {"text", document{to_text(each.text)}}});
  made.tree = document{std::move(shown)};
}

// One item of a list that `compare` made, or that a program made like it.
struct item {
  what kind = what::equal;
  std::string_view text;
};

// Calls `visit(item)`; answers what is wrong with the list, or null.
template <class Visit>
const char* each_item(const document& list, Visit visit) {
  const document::list* items = list.as_list();
  if (items == nullptr)
    return list.as_map() != nullptr && list.as_map()->empty() ? nullptr : "diffs must be a list";
  for (const document& each : *items) {
    const document* operation = each.find("operation");
    const document* text = each.find("text");
    if (operation == nullptr || operation->as_string() == nullptr || text == nullptr || text->as_string() == nullptr)
      return "each diff needs an operation and a text";
    const auto* name = std::find(std::begin(names), std::end(names), *operation->as_string());
    if (name == std::end(names))
      return "operation must be equal, delete or insert";
    visit(item{static_cast<what>(name - std::begin(names)), *text->as_string()});
  }
  return nullptr;
}

void read_list(lua_State* L, int index, holder& made) {
  if (const char* problem = lua::plain_data_at(L, index, made.tree))
    made.problem = problem;
}

void show_in_colour(holder& made) {
  const char* problem = each_item(made.tree, [&](const item& each) {
    constexpr std::string_view begin[] = {"", "\x1b[31m", "\x1b[32m"};
    made.text += begin[static_cast<size_t>(each.kind)];
    made.text += each.text;
    if (each.kind != what::equal)
      made.text += "\x1b[0m";
  });
  if (problem != nullptr)
    made.problem = problem;
}

void append_html(std::string& to, std::string_view text) {
  for (const char c : text)
    switch (c) {
      case '&': to += "&amp;"; break;
      case '<': to += "&lt;"; break;
      case '>': to += "&gt;"; break;
      case '\n': to += "&para;<br>"; break;
      default: to += c;
    }
}

void show_as_html(holder& made) {
  const char* problem = each_item(made.tree, [&](const item& each) {
    constexpr std::string_view begin[] = {"<span>", "<del style=\"background:#ffe6e6;\">", "<ins style=\"background:#e6ffe6;\">"};
    constexpr std::string_view end[] = {"</span>", "</del>", "</ins>"};
    made.text += begin[static_cast<size_t>(each.kind)];
    append_html(made.text, each.text);
    made.text += end[static_cast<size_t>(each.kind)];
  });
  if (problem != nullptr)
    made.problem = problem;
}

void make(std::string_view from, std::string_view to, const diff_options& options, holder& made) {
  document::list shown;
  for (const text_patch& each : make_patches(to_characters(from), to_characters(to), options))
    shown.emplace_back(document::map{{"text", document{to_patch_text(each)}}});
  made.tree = document{std::move(shown)};
}

// Answers whether all found their places.
bool apply(std::string_view to, const diff_options& options, holder& made) {
  std::vector<text_patch> patches;
  if (const document::list* items = made.tree.as_list())
    for (const document& each : *items) {
      const document* text = each.find("text");
      auto parsed = text == nullptr || text->as_string() == nullptr ? std::nullopt : parse_patches(*text->as_string());
      if (!parsed) {
        made.problem = "invalid patch: patches are what patch_make answers";
        return false;
      }
      patches.insert(patches.end(), std::make_move_iterator(parsed->begin()), std::make_move_iterator(parsed->end()));
    }
  characters text = to_characters(to);
  const bool all = apply_patches(patches, text, options);
  made.text = to_text(text);
  return all;
}

// ---- the half that may raise ---------------------------------------------------------------------------------------------

const diff_options& self(lua_State* L) {
  return check_object<differ>(L, 1).options;
}

int refuse(lua_State* L, holder& made) {
  return fail_with(L, errc::invalid, made);
}

// The number in a field of the table at 1; what stood there before if it is none.
double number_field(lua_State* L, const char* name, double otherwise) {
  lua_getfield(L, 1, name);
  const double n = lua_type(L, -1) == LUA_TNUMBER ? lua_tonumber(L, -1) : otherwise;
  lua_pop(L, 1);
  return n;
}

int l_new(lua_State* L) {
  if (!lua_isnoneornil(L, 1))
    luaL_checktype(L, 1, LUA_TTABLE);
  diff_options options;
  if (lua_istable(L, 1)) {
    options.timeout_seconds = number_field(L, "diff_timeout", options.timeout_seconds);
    options.edit_cost = static_cast<int64_t>(number_field(L, "diff_edit_cost", static_cast<double>(options.edit_cost)));
    options.match_threshold = number_field(L, "match_threshold", options.match_threshold);
    options.match_distance = static_cast<int64_t>(number_field(L, "match_distance", static_cast<double>(options.match_distance)));
    options.delete_threshold = number_field(L, "patch_delete_threshold", options.delete_threshold);
    options.margin = static_cast<int64_t>(number_field(L, "patch_margin", static_cast<double>(options.margin)));
  }
  lua::push_object<differ>(L)->options = options;
  lua_pushnil(L);
  return 2;
}

int l_compare(lua_State* L) {
  const diff_options& options = self(L);
  const std::string_view from = check_string(L, 2);
  const std::string_view to = check_string(L, 3);
  holder& made = push_holder(L);
  compare(from, to, options, made);
  return answer_tree(L, made);
}

int l_summarize(lua_State* L) {
  self(L);
  luaL_checktype(L, 2, LUA_TTABLE);
  holder& made = push_holder(L);
  read_list(L, 2, made);
  size_t bytes[3] = {};
  if (made.problem.empty())
    if (const char* problem = each_item(made.tree, [&](const item& each) { bytes[static_cast<size_t>(each.kind)] += each.text.size(); }))
      made.problem = problem;
  if (!made.problem.empty())
    return refuse(L, made);
  made.drop();
  lua_createtable(L, 0, 3);
  constexpr const char* fields[] = {"equals", "deletions", "insertions"};
  for (size_t i = 0; i < 3; ++i) {
    lua_pushnumber(L, static_cast<lua_Number>(bytes[i]));
    lua_setfield(L, -2, fields[i]);
  }
  return 1;
}

int show(lua_State* L, void (*write)(holder&)) {
  self(L);
  luaL_checktype(L, 2, LUA_TTABLE);
  holder& made = push_holder(L);
  read_list(L, 2, made);
  if (made.problem.empty())
    write(made);
  if (!made.problem.empty())
    return refuse(L, made);
  const int results = answer(L, made.text);
  made.drop();
  return results;
}

int l_pretty_text(lua_State* L) { return show(L, show_in_colour); }
int l_pretty_html(lua_State* L) { return show(L, show_as_html); }

int l_patch_make(lua_State* L) {
  const diff_options& options = self(L);
  const std::string_view from = check_string(L, 2);
  const std::string_view to = check_string(L, 3);
  holder& made = push_holder(L);
  make(from, to, options, made);
  return answer_tree(L, made);
}

int l_patch_apply(lua_State* L) {
  const diff_options& options = self(L);
  luaL_checktype(L, 2, LUA_TTABLE);
  const std::string_view to = check_string(L, 3);
  holder& made = push_holder(L);
  read_list(L, 2, made);
  const bool all = made.problem.empty() && apply(to, options, made);
  if (!made.problem.empty())
    return refuse(L, made);
  push(L, made.text);
  made.drop();
  lua_pushboolean(L, all ? 1 : 0);
  return 2;
}

}  // namespace

void add_text_diff(lua_State* L) {
  static const luaL_Reg methods[] = {{"compare", l_compare},         {"summarize", l_summarize},   {"pretty_text", l_pretty_text},
                                     {"pretty_html", l_pretty_html}, {"patch_make", l_patch_make}, {"patch_apply", l_patch_apply},
                                     {nullptr, nullptr}};
  static const luaL_Reg functions[] = {{"new", l_new}, {nullptr, nullptr}};
  lua::register_type<differ>(L, "Differ", methods);
  push_members(L, functions);
  lua_setfield(L, -2, "diff");
}

}  // namespace troupe::runtime::modules
