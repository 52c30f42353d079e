#include "runtime/modules/expr_lexer.hpp"

#include <algorithm>
#include <charconv>

namespace troupe::runtime::modules {

namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool begins_name(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

void append_utf8(std::string& to, uint32_t c) {
  const auto put = [&](uint32_t byte) { to += static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xc0U | c >> 6U);
    put(0x80U | (c & 0x3fU));
  } else if (c < 0x10000) {
    put(0xe0U | c >> 12U);
    put(0x80U | (c >> 6U & 0x3fU));
    put(0x80U | (c & 0x3fU));
  } else {
    put(0xf0U | c >> 18U);
    put(0x80U | (c >> 12U & 0x3fU));
    put(0x80U | (c >> 6U & 0x3fU));
    put(0x80U | (c & 0x3fU));
  }
}

// Longest first.
constexpr std::string_view symbols[] = {"...", "?.", "??", "..", "**", "==", "!=", "<=", ">=", "&&", "||", "+", "-", "*", "/",
                                        "%",   "^",  "<",  ">",  "!",  "?",  ":",  ",",  ".",  "(",  ")",  "[", "]", "{", "}",
                                        "|",   "#",  ";",  "="};

}  // namespace

void expr_lexer::skip_blanks() {
  while (at_ < source_.size()) {
    if (std::string_view{" \t\r\n"}.find(peek()) != std::string_view::npos) {
      ++at_;
    } else if (peek() == '/' && peek(1) == '/') {
      at_ = std::min(source_.find('\n', at_), source_.size());
    } else if (peek() == '/' && peek(1) == '*') {
      const size_t end = source_.find("*/", at_ + 2);
      at_ = end == std::string_view::npos ? source_.size() : end + 2;
    } else {
      return;
    }
  }
}

expr_token expr_lexer::next() {
  skip_blanks();
  const size_t begin = at_;
  if (begin == source_.size())
    return {expr_token_kind::end, "", {}, begin};
  const char c = peek();
  if (is_digit(c) || (c == '.' && is_digit(peek(1))))
    return number();
  if (c == '"' || c == '\'' || c == '`')
    return quoted(c);
  if (begins_name(c)) {
    while (begins_name(peek()) || is_digit(peek()))
      ++at_;
    return {expr_token_kind::name, std::string{source_.substr(begin, at_ - begin)}, {}, begin};
  }
  for (const std::string_view symbol : symbols)
    if (source_.substr(begin).starts_with(symbol)) {
      // `a?.5:1` is a choice with a number, not an optional member.
      if (symbol == "?." && is_digit(peek(2)))
        continue;
      at_ += symbol.size();
      return {expr_token_kind::symbol, std::string{symbol}, {}, begin};
    }
  return bad(begin, std::string{"unrecognized character: "} + c);
}

expr_token expr_lexer::number() {
  const size_t begin = at_;
  int base = 10;
  if (peek() == '0' && peek(1) != '\0') {
    const char mark = static_cast<char>(peek(1) | 0x20);
    base = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 10;
  }
  std::string digits;
  bool whole = true;
  if (base != 10)
    at_ += 2;
  for (;; ++at_) {
    const char c = peek();
    const char lower = static_cast<char>(c | 0x20);
    if (c == '_')
      continue;
    if (is_digit(c) || (base == 16 && lower >= 'a' && lower <= 'f')) {
      digits += c;
    } else if (base == 10 && c == '.' && whole && peek(1) != '.' && !begins_name(peek(1))) {
      whole = false;  // `1..3` is a range
      digits += c;
    } else if (base == 10 && lower == 'e' && digits.find('e') == std::string::npos
               && (is_digit(peek(1)) || ((peek(1) == '-' || peek(1) == '+') && is_digit(peek(2))))) {
      whole = false;
      digits += 'e';
      if (!is_digit(peek(1)))
        digits += source_[++at_];
    } else {
      break;
    }
  }
  const char* end = digits.data() + digits.size();
  if (whole) {
    int64_t n = 0;
    const auto read = std::from_chars(digits.data(), end, n, base);
    if (read.ec == std::errc{} && read.ptr == end && !digits.empty())
      return {expr_token_kind::number, digits, document{n}, begin};
    return bad(begin, "bad number: " + std::string{source_.substr(begin, at_ - begin)});
  }
  if (digits.front() == '.')
    digits.insert(digits.begin(), '0');
  double n = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), n);
  if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size())
    return bad(begin, "bad number: " + digits);
  return {expr_token_kind::number, digits, document{n}, begin};
}

expr_token expr_lexer::quoted(char quote) {
  const size_t begin = at_++;
  std::string text;
  while (at_ < source_.size()) {
    const char c = source_[at_++];
    if (c == quote)
      return {expr_token_kind::text, std::move(text), {}, begin};
    if (c == '\\' && quote != '`') {
      if (!escape(text))
        return bad(at_, "invalid escape");
    } else if (c == '\n' && quote != '`') {
      return bad(begin, "literal not terminated");
    } else {
      text += c;
    }
  }
  return bad(begin, "literal not terminated");
}

bool expr_lexer::escape(std::string& to) {
  if (at_ == source_.size())
    return false;
  const char c = peek();
  ++at_;
  constexpr std::string_view marks = "abfnrtv\\'\"";
  constexpr std::string_view meant = "\a\b\f\n\r\t\v\\'\"";
  if (const size_t known = marks.find(c); known != std::string_view::npos && c != '\0') {
    to += meant[known];
    return true;
  }
  const size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : c >= '0' && c <= '7' ? 3 : 0;
  if (digits == 0)
    return false;
  if (digits == 3)
    --at_;
  uint32_t code = 0;
  const std::string_view hex = source_.substr(std::min(at_, source_.size()), digits);
  const auto read = std::from_chars(hex.data(), hex.data() + hex.size(), code, digits == 3 ? 8 : 16);
  if (hex.size() != digits || read.ec != std::errc{} || read.ptr != hex.data() + hex.size() || code > 0x10ffff)
    return false;
  at_ += digits;
  if (digits == 2 || digits == 3)
    to += static_cast<char>(code);
  else
    append_utf8(to, code);
  return true;
}

}  // namespace troupe::runtime::modules
