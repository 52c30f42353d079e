// Regexp objects of the `text` module: RE2, with the conventions of the platform for empty matches and splitting.
#include "runtime/heap_bytes.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/userdata.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/arguments.hpp"
#include "runtime/modules/open.hpp"
#include "runtime/modules/text_builder.hpp"
#include "runtime/modules/text_parts.hpp"

#include <re2/re2.h>

#include <memory>

namespace troupe::runtime::modules {

namespace {

using lua::check_object;
using re2::StringPiece;

struct regexp {
  std::unique_ptr<re2::RE2> code;
  std::string problem;
  lua::outside_memory held;
};

// The program and the tree it came from, about; what matching adds (at most RE2's own 8 MiB) cannot be asked for.
size_t bytes_of(const regexp& made) noexcept {
  constexpr size_t instruction_bytes = 64;
  return sizeof(re2::RE2) + 4 * heap_bytes(made.code->pattern()) + static_cast<size_t>(made.code->ProgramSize()) * instruction_bytes;
}

bool compile(regexp& to, std::string_view pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  to.code = std::make_unique<re2::RE2>(StringPiece{pattern.data(), pattern.size()}, options);
  if (to.code->ok())
    return true;
  to.problem = "error parsing regexp: " + to.code->error();
  return false;
}

const re2::RE2& self(lua_State* L) {
  return *check_object<regexp>(L, 1).code;
}

size_t width_at(std::string_view text, size_t at) noexcept {
  const auto lead = static_cast<unsigned char>(text[at]);
  const size_t width = lead < 0xc2 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 1;
  return std::min(width, text.size() - at);
}

// Walks over the matches of a text. Lua owns the array of groups; nothing here has a destructor.
class matches {
public:
  // Takes one stack slot.
  matches(lua_State* L, const re2::RE2& code, std::string_view text)
    : code_(code),
      text_(text.data(), text.size()),
      count_(code.NumberOfCapturingGroups() + 1),
      groups_(static_cast<StringPiece*>(lua_newuserdata(L, sizeof(StringPiece) * static_cast<size_t>(count_)))) {
    for (int i = 0; i < count_; ++i)
      new (groups_ + i) StringPiece;
  }

  bool at(size_t position) {
    return position <= text_.size() && code_.Match(text_, position, text_.size(), re2::RE2::UNANCHORED, groups_, count_);
  }

  // The next one of those that do not overlap; an empty one right behind another is none.
  bool next() {
    while (at(position_)) {
      const bool empty_here = stop() == position_;
      const bool accepted = !(empty_here && start() == last_stop_);
      position_ = !empty_here                   ? stop()
                  : position_ < text_.size() ? position_ + width_at({text_.data(), text_.size()}, position_)
                                               : text_.size() + 1;
      last_stop_ = stop();
      if (accepted)
        return true;
    }
    return false;
  }

  int count() const noexcept { return count_; }
  std::string_view group(int i) const noexcept { return {groups_[i].data(), groups_[i].size()}; }
  size_t start() const noexcept { return static_cast<size_t>(groups_[0].data() - text_.data()); }
  size_t stop() const noexcept { return start() + groups_[0].size(); }

private:
  const re2::RE2& code_;
  const StringPiece text_;
  const int count_;
  StringPiece* groups_;
  size_t position_ = 0;
  size_t last_stop_ = static_cast<size_t>(-1);
};

int l_compile(lua_State* L) {
  const std::string_view pattern = check_string(L, 1);
  auto& made = *lua::push_object<regexp>(L);
  if (!compile(made, pattern))
    return lua::fail(L, errc::invalid, made.problem.c_str());
  made.held.settle(L, bytes_of(made));
  lua_pushnil(L);
  return 2;
}

int l_match_string(lua_State* L) {
  const re2::RE2& code = self(L);
  matches found{L, code, check_string(L, 2)};
  lua_pushboolean(L, found.at(0) ? 1 : 0);
  return 1;
}

int l_find_string(lua_State* L) {
  const re2::RE2& code = self(L);
  matches found{L, code, check_string(L, 2)};
  if (found.at(0) && !found.group(0).empty())
    push(L, found.group(0));
  else
    lua_pushnil(L);
  return 1;
}

void push_groups(lua_State* L, const matches& found) {
  lua_createtable(L, found.count(), 0);
  for (int i = 0; i < found.count(); ++i) {
    push(L, found.group(i));
    lua_rawseti(L, -2, i + 1);
  }
}

// As string.sub takes them.
void push_place(lua_State* L, const matches& found) {
  lua_createtable(L, 2, 0);
  lua_pushnumber(L, static_cast<lua_Number>(found.start() + 1));
  lua_rawseti(L, -2, 1);
  lua_pushnumber(L, static_cast<lua_Number>(found.stop()));
  lua_rawseti(L, -2, 2);
}

int l_find_string_submatch(lua_State* L) {
  const re2::RE2& code = self(L);
  matches found{L, code, check_string(L, 2)};
  if (found.at(0))
    push_groups(L, found);
  else
    lua_pushnil(L);
  return 1;
}

int l_find_string_index(lua_State* L) {
  const re2::RE2& code = self(L);
  matches found{L, code, check_string(L, 2)};
  if (found.at(0))
    push_place(L, found);
  else
    lua_pushnil(L);
  return 1;
}

constexpr int matches_between_looks = 1024;

// Pushes a list of what `push_one` makes of each match; answers how many.
int push_all(lua_State* L, void (*push_one)(lua_State*, const matches&)) {
  const re2::RE2& code = self(L);
  matches found{L, code, check_string(L, 2)};
  lua_newtable(L);
  int n = 0;
  while (found.next()) {
    push_one(L, found);
    lua_rawseti(L, -2, ++n);
    if (n % matches_between_looks == 0)
      lua::vm::of(L).check_life(L);  // a large text has millions
  }
  return n;
}

int l_find_all_string(lua_State* L) {
  push_all(L, [](lua_State* to, const matches& found) { push(to, found.group(0)); });
  return 1;
}

int l_find_all_string_submatch(lua_State* L) {
  push_all(L, push_groups);
  return 1;
}

int l_find_all_string_index(lua_State* L) {
  if (push_all(L, push_place) == 0)
    lua_pushnil(L);
  return 1;
}

// ---- replacing -----------------------------------------------------------------------------------------------------------

bool is_name(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// The group that a template names; -1 if it names none, which stands for an empty text.
int group_of(const re2::RE2& code, std::string_view name, int count) {
  if (name.find_first_not_of("0123456789") == std::string_view::npos) {
    int number = 0;
    for (const char c : name)
      number = number < 100'000 ? number * 10 + (c - '0') : number;
    return number < count ? number : -1;
  }
  for (const auto& [known, number] : code.NamedCapturingGroups())
    if (known == name)
      return number;
  return -1;
}

// Takes the name behind a `$` off the front; empty if there is none there.
std::string_view take_name(std::string_view& rest) {
  const bool braced = !rest.empty() && rest.front() == '{';
  size_t end = braced ? 1 : 0;
  while (end < rest.size() && is_name(rest[end]))
    ++end;
  const std::string_view name = rest.substr(braced ? 1 : 0, end - (braced ? 1 : 0));
  if (name.empty() || (braced && (end == rest.size() || rest[end] != '}')))
    return {};
  rest.remove_prefix(end + (braced ? 1 : 0));
  return name;
}

void put_expanded(text_builder& to, const re2::RE2& code, const matches& found, std::string_view rest) {
  while (!rest.empty()) {
    const size_t sign = rest.find('$');
    to.put(rest.substr(0, sign));
    if (sign == std::string_view::npos)
      return;
    rest.remove_prefix(sign + 1);
    if (!rest.empty() && rest.front() == '$') {
      to.put('$');
      rest.remove_prefix(1);
    } else if (const std::string_view name = take_name(rest); name.empty()) {
      to.put('$');
    } else if (const int group = group_of(code, name, found.count()); group >= 0) {
      to.put(found.group(group));
    }
  }
}

int l_replace_all_string(lua_State* L) {
  const re2::RE2& code = self(L);
  const std::string_view text = check_string(L, 2);
  const std::string_view by = check_string(L, 3);
  matches found{L, code, text};
  text_builder to{L};
  size_t copied = 0;
  for (size_t position = 0; found.at(position);) {
    to.put(text.substr(copied, found.start() - copied));
    if (found.stop() > copied || found.start() == 0)  // not for an empty match right behind another
      put_expanded(to, code, found, by);
    copied = found.stop();
    if (position == text.size())
      break;
    position = std::max(found.stop(), position + width_at(text, position));
  }
  to.put(text.substr(copied));
  to.push();
  return 1;
}

int l_split(lua_State* L) {
  const re2::RE2& code = self(L);
  const std::string_view text = check_string(L, 2);
  const auto parts_max = static_cast<int>(luaL_optnumber(L, 3, -1));
  matches found{L, code, text};
  lua_newtable(L);
  if (parts_max == 0)
    return 1;
  int n = 0;
  const auto add = [&](std::string_view part) {
    push(L, part);
    lua_rawseti(L, -2, ++n);
  };
  if (text.empty() && !code.pattern().empty()) {
    add(text);
    return 1;
  }
  size_t begin = 0;
  size_t end = 0;
  while ((parts_max < 0 || n < parts_max - 1) && found.next()) {
    end = found.start();
    if (found.stop() != 0)
      add(text.substr(begin, end - begin));
    begin = found.stop();
  }
  if (end != text.size())
    add(text.substr(begin));
  return 1;
}

// ---- the pattern ---------------------------------------------------------------------------------------------------------

int l_num_subexp(lua_State* L) {
  lua_pushnumber(L, self(L).NumberOfCapturingGroups());
  return 1;
}

int l_subexp_names(lua_State* L) {
  const re2::RE2& code = self(L);
  const int count = code.NumberOfCapturingGroups() + 1;
  lua_createtable(L, count, 0);
  for (int i = 1; i <= count; ++i) {
    lua_pushliteral(L, "");
    lua_rawseti(L, -2, i);
  }
  for (const auto& [name, number] : code.NamedCapturingGroups()) {
    push(L, name);
    lua_rawseti(L, -2, number + 1);
  }
  return 1;
}

int l_string(lua_State* L) {
  push(L, self(L).pattern());
  return 1;
}

}  // namespace

void add_text_regexp(lua_State* L) {
  static const luaL_Reg methods[] = {{"match_string", l_match_string},
                                     {"find_string", l_find_string},
                                     {"find_all_string", l_find_all_string},
                                     {"find_string_submatch", l_find_string_submatch},
                                     {"find_all_string_submatch", l_find_all_string_submatch},
                                     {"find_string_index", l_find_string_index},
                                     {"find_all_string_index", l_find_all_string_index},
                                     {"replace_all_string", l_replace_all_string},
                                     {"split", l_split},
                                     {"num_subexp", l_num_subexp},
                                     {"subexp_names", l_subexp_names},
                                     {"string", l_string},
                                     {nullptr, nullptr}};
  static const luaL_Reg metamethods[] = {{"__tostring", l_string}, {nullptr, nullptr}};
  static const luaL_Reg functions[] = {{"compile", l_compile}, {nullptr, nullptr}};
  lua::register_type<regexp>(L, "Regexp", methods, metamethods);
  push_members(L, functions);
  lua_setfield(L, -2, "regexp");
}

}  // namespace troupe::runtime::modules
