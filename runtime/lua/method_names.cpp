#include "runtime/lua/method_names.hpp"

#include "config/diagnostic.hpp"
#include "config/errc.hpp"
#include "runtime/lua/border.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace troupe::runtime::lua {

namespace {

constexpr size_t names_shown_max = 8;

// Views of keys that the table keeps. Nothing in here raises: the table is only read.
std::vector<std::string_view> functions_of(lua_State* L, int index) {
  std::vector<std::string_view> names;
  if (!lua_istable(L, index))
    return names;
  border::each_pair(L, index, [&] {
    std::string_view name;
    if (lua_isfunction(L, -1) && border::text(L, -2, name))
      names.push_back(name);
  });
  std::sort(names.begin(), names.end());
  return names;
}

std::string listed(const std::vector<std::string_view>& names) {
  const size_t shown = std::min(names.size(), names_shown_max);
  std::string text = fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<ptrdiff_t>(shown), ", "));
  if (shown < names.size())
    text += fmt::format(" and {} more", names.size() - shown);
  return text;
}

}  // namespace

fault missing_method(lua_State* L, int index, const std::string& method) {
  std::string text = "method \"" + method + "\" not found in module";
  if (lua_isnil(L, index))
    text += " (the source returns nothing; end it with `return {" + method + " = " + method + "}`)";
  const std::vector<std::string_view> names = functions_of(L, index);
  if (names.empty())
    return fault::of(errc::not_found, std::move(text));
  text += " (";
  if (const std::string_view near = nearest_name(method, names); !near.empty())
    text += fmt::format("did you mean \"{}\"? ", near);
  text += fmt::format("it has: {})", listed(names));
  return fault::of(errc::not_found, std::move(text));
}

bool has_functions(lua_State* L, int index) {
  return !functions_of(L, index).empty();
}

fault missing_field_method(lua_State* L, int index, const std::string& entry) {
  const std::vector<std::string_view> names = functions_of(L, index);
  return fault::of(errc::invalid, fmt::format("{}: missing field \"method\": its source returns a table of functions, name one of them: {}",
                                              entry, listed(names)));
}

}  // namespace troupe::runtime::lua
