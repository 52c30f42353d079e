// The tokens of the dialect and the reserved words among them.
#pragma once

#include <cstdint>
#include <string_view>

namespace troupe::syntax {

// An interned name; see symbols.hpp.
enum class symbol : uint32_t {};
inline constexpr symbol no_symbol{0xFFFFFFFFu};

// A place in the source: where it is, and its line because counting lines again would be slow.
struct position {
  uint32_t offset = 0;
  uint32_t line = 1;
};

// Reserved words come first and in this order: a word's symbol has the number of its kind (symbols.cpp).
// clang-format off
enum class token_kind : uint8_t {
  kw_and, kw_break, kw_do, kw_else, kw_elseif, kw_end, kw_false, kw_for, kw_function, kw_if, kw_in,
  kw_local, kw_nil, kw_not, kw_or, kw_repeat, kw_return, kw_then, kw_true, kw_until, kw_while,
  kw_goto,
  // The dialect's own: reserved as variables, allowed as field names (is_soft).
  kw_as, kw_asserts, kw_extends, kw_fun, kw_interface, kw_is, kw_keyof, kw_readonly, kw_typeof,
  name, number, string,
  plus, minus, star, slash, double_slash, percent, caret, hash, ampersand, tilde, bar, less_less,
  greater_greater, equal_equal, not_equal, less_equal, greater_equal, less, greater, assign,
  left_paren, right_paren, left_brace, right_brace, left_bracket, right_bracket, semicolon, colon,
  double_colon, comma, dot, dot_dot, ellipsis, question, question_colon, exclamation,
  exclamation_equal, at, arrow,
  end_of_file,
};
// clang-format on

inline constexpr uint32_t reserved_words = static_cast<uint32_t>(token_kind::name);

constexpr bool is_reserved(token_kind kind) {
  return kind < token_kind::name;
}

constexpr bool is_soft(token_kind kind) {
  return kind >= token_kind::kw_as && kind <= token_kind::kw_typeof;
}

struct token {
  token_kind kind = token_kind::end_of_file;
  bool flag = false;  // number: an integer literal; string: has escapes LuaJIT would not understand
  symbol name = no_symbol;  // of names and reserved words
  uint32_t length = 0;
  position where;
  uint32_t end_line = 1;  // differs from where.line for strings over several lines

  uint32_t end_offset() const { return where.offset + length; }
};

// How messages name a kind: the token itself, or <name> and the like.
std::string_view spelling(token_kind kind);

}  // namespace troupe::syntax
