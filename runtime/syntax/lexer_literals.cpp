// Numbers and strings of the lexer.
#include "runtime/syntax/characters.hpp"
#include "runtime/syntax/lexer.hpp"

namespace troupe::syntax {

namespace {

// Long enough to recognise, short enough for one line.
std::string shorten(std::string_view text) {
  constexpr size_t length_max = 40;
  return text.size() <= length_max ? std::string{text}
                                   : std::string{text.substr(0, length_max)} + "...";
}

bool all_digits(std::string_view text) {
  for (const char c : text)
    if (!is_digit(c))
      return false;
  return true;
}

bool is_hexadecimal(std::string_view text) {
  return text[0] == '0' && (text[1] | 0x20) == 'x';
}

bool is_hexadecimal_integer(std::string_view text) {
  for (const char c : text.substr(2))
    if (!is_hex_digit(c))
      return false;
  return text.size() > 2;
}

// digits [. digits] [e [sign] digits], with a digit before the exponent. Sets whether it is an integer.
bool is_decimal(std::string_view text, bool& integer) {
  size_t at = 0;
  size_t digits = 0;
  const auto skip_digits = [&] {
    const size_t start = at;
    while (at < text.size() && is_digit(text[at]))
      ++at;
    return at - start;
  };
  digits = skip_digits();
  integer = at == text.size();
  if (at < text.size() && text[at] == '.') {
    ++at;
    digits += skip_digits();
  }
  if (digits == 0)
    return false;
  if (at < text.size() && (text[at] | 0x20) == 'e') {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-'))
      ++at;
    if (skip_digits() == 0)
      return false;
  }
  return at == text.size();
}

std::string_view number_remedy(std::string_view text) {
  if (text.find('_') != std::string_view::npos)
    return "digits cannot be grouped with '_'";
  if (text.find("..") != std::string_view::npos)
    return "put a blank between a number and '..'";
  if (is_hexadecimal(text))
    return "after '0x' come hexadecimal digits only";
  if (text[0] == '0' && (text[1] | 0x20) == 'b')
    return "binary literals do not exist, write hexadecimal '0x...'";
  const size_t word = text.find_first_not_of("0123456789.");
  if (word != std::string_view::npos && word > 0 && all_digits(text.substr(0, word)))
    if (std::string_view{"LUINFluinf"}.find(text[word]) != std::string_view::npos)
      return "numbers take no suffix";
  return "numbers look like 12, 0.5, 1e-3 or 0xFF";
}

}  // namespace

void lexer::scan_number(token& t) {
  const bool hexadecimal = peek() == '0' && (peek(1) | 0x20) == 'x';
  const char exponent = hexadecimal ? 'p' : 'e';
  uint32_t end = at_;
  char last = '\0';
  while (end < source_.size()) {
    const char c = source_[end];
    if (!is_name_part(c) && c != '.' && !((c == '+' || c == '-') && (last | 0x20) == exponent))
      break;
    last = c;
    ++end;
  }
  const std::string_view text = source_.substr(at_, end - at_);
  t.kind = token_kind::number;
  const bool good =
    hexadecimal ? (t.flag = true, is_hexadecimal_integer(text)) : is_decimal(text, t.flag);
  if (!good)
    fail(t.where,
         "malformed number near '" + shorten(text) + "'; " + std::string{number_remedy(text)});
  at_ = end;
}

void lexer::scan_string(token& t) {
  t.kind = token_kind::string;
  const char quote = peek();
  if (quote == '[') {
    const int level = long_bracket();
    if (level < 0)
      return fail(t.where,
                  "invalid long string delimiter near '[='; a long string begins with "
                  "'[[' or '[=['");
    long_text(level, t.where, "string");
    return;
  }
  ++at_;
  while (!ended() && source_[at_] != quote) {
    const char c = source_[at_];
    if (is_line_break(c))
      break;
    ++at_;
    if (c == '\\' && !scan_escape(t))
      return;
  }
  if (ended() || source_[at_] != quote)
    return fail(t.where, std::string{"unfinished string; add the closing "} + quote
                           + " on its line, or use [[...]] for text over several lines");
  ++at_;
}

// What follows a backslash. Escapes that LuaJIT does not know, or reads more strictly, set the token's flag and are written
// anew by the emitter.
bool lexer::scan_escape(token& t) {
  const position where{at_ - 1, line_};
  if (ended())
    return true;
  const char c = source_[at_];
  if (is_line_break(c)) {
    line_break();
    return true;
  }
  if (is_digit(c)) {
    uint32_t value = 0;
    for (int digits = 0; digits < 3 && is_digit(peek()); ++digits)
      value = value * 10 + static_cast<uint32_t>(source_[at_++] - '0');
    if (value <= 255)
      return true;
    fail(where, "escape sequence too large near '\\" + std::to_string(value)
                  + "'; '\\ddd' goes up to '\\255'");
    return false;
  }
  ++at_;
  switch (c) {
    case 'a':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
    case 'v':
    case '\\':
    case '"':
    case '\'': return true;
    case 'x':
      if (is_hex_digit(peek()) && is_hex_digit(peek(1)))
        at_ += 2;
      else
        t.flag = true;
      return true;
    case 'z':
      while (!ended() && is_space(source_[at_])) {
        if (is_line_break(source_[at_]))
          line_break();
        else
          ++at_;
      }
      return true;
    case 'u': {
      t.flag = true;
      if (peek() != '{')
        return true;
      uint32_t ahead = 1;
      uint64_t value = 0;
      while (is_hex_digit(peek(ahead)) && ahead < 20)
        value = value * 16 + hex_value(peek(ahead++));
      if (ahead == 1 || peek(ahead) != '}')
        return true;  // not the escape after all: a plain u
      if (value <= 0x10FFFF) {
        at_ += ahead + 1;
        return true;
      }
      fail(where, "escape sequence too large; '\\u{...}' goes up to '\\u{10FFFF}'");
      return false;
    }
    default: t.flag = true; return true;
  }
}

}  // namespace troupe::syntax
