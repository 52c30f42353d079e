#include "runtime/lua/type_check.hpp"

#include "runtime/lua/error_object.hpp"
#include "runtime/lua/libraries.hpp"
#include "runtime/lua/lua.hpp"

#include <re2/re2.h>

#include <cctype>
#include <cmath>
#include <new>

namespace troupe::runtime::lua {

namespace {

// Unions inside each other multiply the work; no honest check comes near.
constexpr int steps_max = 20'000'000;
constexpr int nested_max = 1000;  // types inside each other, `type A = A | B` without end

bool matches(const type_validator& v, const char* text, size_t size) noexcept {
  try {
    if (!v.pattern) {
      re2::RE2::Options options;
      options.set_log_errors(false);
      v.pattern = std::make_shared<const re2::RE2>(v.text, options);
    }
    return v.pattern->ok() && re2::RE2::PartialMatch(re2::StringPiece{text, size}, *v.pattern);
  } catch (const std::bad_alloc&) {
    return false;
  }
}

class checker {
public:
  checker(lua_State* L, type_mismatch& problem) : L_(L), problem_(problem) {}

  bool check(int index, const type_node& declared) {
    if (nested_ >= nested_max)
      return refuse(type_mismatch::reason::too_deep, declared, index);
    ++nested_;
    const bool sound = decide(index, declared);
    --nested_;
    return sound;
  }

private:
  bool decide(int index, const type_node& declared) {
    const type_node& t = meaning_of(declared);
    if (++steps_ > steps_max)
      luaL_error(L_, "the value is too large, or its type too ambiguous, to be checked");
    switch (t.kind) {
      case type_kind::any:
      case type_kind::unknown: return true;
      case type_kind::nil: return lua_isnil(L_, index) || wrong(declared, index);
      case type_kind::boolean: return simple(LUA_TBOOLEAN, declared, index);
      case type_kind::number: return simple(LUA_TNUMBER, declared, index);
      case type_kind::string: return simple(LUA_TSTRING, declared, index);
      case type_kind::function: return lua_type(L_, index) == LUA_TFUNCTION || wrong(basic_type(type_kind::function), index);
      case type_kind::interface:
      case type_kind::table: return simple(LUA_TTABLE, declared, index);
      case type_kind::error: return error_at(L_, index) != nullptr || wrong(declared, index);
      case type_kind::integer: return is_integer(index) || wrong(declared, index);
      case type_kind::literal_true:
      case type_kind::literal_false:
        return (lua_isboolean(L_, index) && (lua_toboolean(L_, index) != 0) == (t.kind == type_kind::literal_true))
               || wrong(declared, index);
      case type_kind::literal_number:
        return (lua_type(L_, index) == LUA_TNUMBER && lua_tonumber(L_, index) == t.number) || wrong(declared, index);
      case type_kind::literal_string: return is_text(index, t.name) || wrong(declared, index);
      case type_kind::optional: return lua_isnil(L_, index) || check(index, *t.parts[0]);
      case type_kind::union_of: return one_of(index, t, declared);
      case type_kind::intersection:
        for (const type_node* each : t.parts)
          if (!check(index, *each))
            return false;
        return true;
      case type_kind::annotated: return check(index, *t.parts[0]) && validated(index, t);
      case type_kind::array:
      case type_kind::map:
      case type_kind::record: return table(index, t, declared);
      case type_kind::never:
      case type_kind::tuple: return wrong(declared, index);
      default: return refuse(type_mismatch::reason::unresolved, declared, index);
    }
  }

  bool refuse(type_mismatch::reason why, const type_node& expected, int index) {
    problem_.why = why;
    problem_.expected = &expected;
    problem_.got = luaL_typename(L_, index);
    problem_.validator = nullptr;
    problem_.path_length = depth_;
    return false;
  }
  bool wrong(const type_node& expected, int index) { return refuse(type_mismatch::reason::wrong_type, expected, index); }

  bool simple(int type, const type_node& declared, int index) {
    return lua_type(L_, index) == type || wrong(declared, index);
  }

  bool is_integer(int index) {
    if (lua_type(L_, index) != LUA_TNUMBER)
      return false;
    const lua_Number n = lua_tonumber(L_, index);
    return std::isfinite(n) && n == std::floor(n);
  }

  bool is_text(int index, const std::string& wanted) {
    if (lua_type(L_, index) != LUA_TSTRING)
      return false;
    size_t size = 0;
    const char* text = lua_tolstring(L_, index, &size);
    return std::string_view{text, size} == wanted;
  }

  bool one_of(int index, const type_node& t, const type_node& declared) {
    for (const type_node* each : t.parts)
      if (check(index, *each))
        return true;
    return wrong(declared, index);
  }

  bool validated(int index, const type_node& t) {
    for (const type_validator& each : t.validators)
      if (!passes(index, each)) {
        refuse(type_mismatch::reason::constraint, t, index);
        problem_.validator = &each;
        return false;
      }
    return true;
  }

  bool passes(int index, const type_validator& v) {
    const int type = lua_type(L_, index);
    if (v.has_number && type == LUA_TNUMBER) {
      const lua_Number n = lua_tonumber(L_, index);
      return !(v.name == "min" && n < v.number) && !(v.name == "max" && n > v.number);
    }
    if (v.has_number && (type == LUA_TSTRING || type == LUA_TTABLE)) {
      const auto size = static_cast<double>(length(index));
      return !(v.name == "min_len" && size < v.number) && !(v.name == "max_len" && size > v.number);
    }
    if (v.has_text && type == LUA_TSTRING && v.name == "pattern") {
      size_t size = 0;
      const char* text = lua_tolstring(L_, index, &size);
      return matches(v, text, size);
    }
    return true;
  }

  size_t length(int index) {
    return lua_objlen(L_, index);
  }

  bool table(int index, const type_node& t, const type_node& declared) {
    if (lua_type(L_, index) != LUA_TTABLE)
      return wrong(declared, index);
    if (depth_ >= type_depth_max)
      return refuse(type_mismatch::reason::too_deep, declared, index);
    luaL_checkstack(L_, 8, "the value is nested too deep to be checked");
    const int top = lua_gettop(L_);
    const bool sound = t.kind == type_kind::array ? elements(index, *t.parts[0])
                       : t.kind == type_kind::map ? entries(index, *t.parts[0], *t.parts[1])
                                                  : fields(index, t);
    lua_settop(L_, top);
    return sound;
  }

  bool inside(type_mismatch::step where, const type_node& t, int index) {
    problem_.path[depth_++] = where;
    const bool sound = check(index, t);
    --depth_;
    return sound;
  }

  bool elements(int index, const type_node& element) {
    const auto n = static_cast<int>(lua_objlen(L_, index));
    for (int i = 1; i <= n; ++i) {
      lua_rawgeti(L_, index, i);
      const int at = lua_gettop(L_);
      if (!lua_isnil(L_, at) && !inside({nullptr, 0, static_cast<double>(i)}, element, at))
        return false;
      lua_settop(L_, at - 1);
    }
    return true;
  }

  bool entries(int index, const type_node& key, const type_node& value) {
    lua_pushnil(L_);
    while (lua_next(L_, index) != 0) {
      const int at = lua_gettop(L_);
      type_mismatch::step where{nullptr, 0, 0};
      if (lua_type(L_, at - 1) == LUA_TSTRING)
        where.key = lua_tolstring(L_, at - 1, &where.key_bytes);
      else if (lua_type(L_, at - 1) == LUA_TNUMBER)
        where.position = lua_tonumber(L_, at - 1);
      if (!inside(where, key, at - 1) || !inside(where, value, at))
        return false;
      lua_settop(L_, at - 1);
    }
    return true;
  }

  bool fields(int index, const type_node& t) {
    for (const type_member& each : t.members) {
      lua_pushlstring(L_, each.name.data(), each.name.size());
      lua_rawget(L_, index);
      const int at = lua_gettop(L_);
      const bool absent = lua_isnil(L_, at);
      if (!(absent && each.flag) && !inside({each.name.data(), each.name.size(), 0}, *each.what, at)) {
        if (absent && problem_.why == type_mismatch::reason::wrong_type && problem_.path_length == depth_ + 1)
          problem_.why = type_mismatch::reason::field_missing;
        return false;
      }
      lua_settop(L_, at - 1);
    }
    return true;
  }

  lua_State* L_;
  type_mismatch& problem_;
  int depth_ = 0;
  int nested_ = 0;
  int steps_ = 0;
};

bool is_plain_name(std::string_view s) {
  if (s.empty() || std::isdigit(static_cast<unsigned char>(s[0])) != 0)
    return false;
  for (const char c : s)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_')
      return false;
  return true;
}

const char* validator_text(const std::string& name) {
  return name == "min"       ? "value below minimum"
         : name == "max"     ? "value above maximum"
         : name == "min_len" ? "length below minimum"
         : name == "max_len" ? "length above maximum"
                             : "pattern mismatch";
}

}  // namespace

bool is_of_type(lua_State* L, int index, const type_node& t, type_mismatch& problem) {
  return checker{L, problem}.check(index, t);
}

std::string path_text(const type_mismatch& problem) {
  std::string all;
  for (int i = 0; i < problem.path_length; ++i) {
    const type_mismatch::step& step = problem.path[i];
    if (step.key == nullptr) {
      char digits[32];
      std::snprintf(digits, sizeof digits, "[%.14g]", step.position);
      all += digits;
    } else if (const std::string_view key{step.key, step.key_bytes}; is_plain_name(key)) {
      all += all.empty() ? "" : ".";
      all += key;
    } else {
      all += "[\"";
      all += key;
      all += "\"]";
    }
  }
  return all;
}

std::string message_text(const type_mismatch& problem) {
  std::string all = path_text(problem);
  if (!all.empty())
    all += ": ";
  switch (problem.why) {
    case type_mismatch::reason::field_missing: return all + "required field missing";
    case type_mismatch::reason::constraint: return all + validator_text(problem.validator->name);
    case type_mismatch::reason::unresolved:
      return all + "expected " + rendered(*problem.expected) + ", a type that has no meaning at run time";
    case type_mismatch::reason::too_deep: return all + "nested deeper than " + std::to_string(type_depth_max) + " levels";
    case type_mismatch::reason::wrong_type: break;
  }
  return all + "expected " + rendered(*problem.expected) + ", got " + problem.got;
}

}  // namespace troupe::runtime::lua
