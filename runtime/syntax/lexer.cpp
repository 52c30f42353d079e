#include "runtime/syntax/lexer.hpp"

#include "runtime/syntax/characters.hpp"

#include <cstdio>

namespace troupe::syntax {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view reserved_prefix = "__troupe_";

}  // namespace

lexer::lexer(std::string_view source, symbols& names, report& problems)
    : source_(source),
      names_(names),
      problems_(problems) {
  if (source_.starts_with(byte_order_mark))
    at_ = byte_order_mark.size();
  if (peek() == '#') {  // a `#!` line, for sources that are also scripts
    while (!ended() && !is_line_break(peek()))
      ++at_;
  }
  last_end_ = at_;
}

void lexer::restore(const mark& to) {
  at_ = to.offset;
  line_ = to.line;
  last_end_ = to.last_end;
  last_line_ = to.last_line;
}

token lexer::next() {
  token t;
  if (problems_.failed() || !skip_blanks_and_comments() || ended()) {
    t.where = {last_end_, last_line_};
    t.end_line = line_;  // the last line of the source, which may be empty
    return t;
  }
  t.where = {at_, line_};
  const char c = peek();
  if (is_name_start(c))
    scan_name(t);
  else if (is_digit(c) || (c == '.' && is_digit(peek(1))))
    scan_number(t);
  else if (c == '"' || c == '\'' || (c == '[' && (peek(1) == '[' || peek(1) == '=')))
    scan_string(t);
  else
    scan_symbol(t);
  t.length = at_ - t.where.offset;
  t.end_line = line_;
  if (problems_.failed())
    t.kind = token_kind::end_of_file;
  last_end_ = at_;
  last_line_ = line_;
  return t;
}

bool lexer::label_follows(const token& double_colon) {
  uint32_t at = double_colon.end_offset();
  const auto skip_blanks = [&] {
    while (at < source_.size() && is_blank(source_[at]))
      ++at;
  };
  skip_blanks();
  const uint32_t start = at;
  if (at >= source_.size() || !is_name_start(source_[at]))
    return false;
  while (at < source_.size() && is_name_part(source_[at]))
    ++at;
  const std::string_view word = source_.substr(start, at - start);
  skip_blanks();
  return source_.substr(at).starts_with("::")
         && static_cast<uint32_t>(names_.intern(word)) >= reserved_words;
}

void lexer::line_break() {
  const char first = source_[at_++];
  if (!ended() && is_line_break(source_[at_]) && source_[at_] != first)
    ++at_;
  ++line_;
}

bool lexer::skip_blanks_and_comments() {
  while (!ended()) {
    const char c = source_[at_];
    if (is_line_break(c))
      line_break();
    else if (is_space(c))
      ++at_;
    else if (c != '-' || peek(1) != '-')
      return true;
    else if (!skip_comment())
      return false;
  }
  return true;
}

bool lexer::skip_comment() {
  const position opening{at_, line_};
  at_ += 2;
  if (const int level = long_bracket(); level >= 0)
    return long_text(level, opening, "comment");
  while (!ended() && !is_line_break(source_[at_]))
    ++at_;
  return true;
}

int lexer::long_bracket() const {
  if (peek() != '[')
    return -1;
  uint32_t ahead = 1;
  while (peek(ahead) == '=')
    ++ahead;
  return peek(ahead) == '[' ? static_cast<int>(ahead) - 1 : -1;
}

// From the opening bracket to behind the closing one.
bool lexer::long_text(int level, position opening, std::string_view what) {
  at_ += static_cast<uint32_t>(level) + 2;
  while (!ended()) {
    const char c = source_[at_];
    if (is_line_break(c)) {
      line_break();
      continue;
    }
    ++at_;
    if (c != ']')
      continue;
    int equals = 0;
    while (peek() == '=') {
      ++equals;
      ++at_;
    }
    if (equals == level && peek() == ']') {
      ++at_;
      return true;
    }
  }
  const std::string closing = "]" + std::string(static_cast<size_t>(level), '=') + "]";
  fail(opening, "unfinished long " + std::string{what} + "; close it with '" + closing + "'");
  return false;
}

void lexer::scan_name(token& t) {
  uint32_t end = at_ + 1;
  while (end < source_.size() && is_name_part(source_[end]))
    ++end;
  const std::string_view word = source_.substr(at_, end - at_);
  t.name = names_.intern(word);
  const auto number = static_cast<uint32_t>(t.name);
  t.kind = number < reserved_words ? static_cast<token_kind>(number) : token_kind::name;
  if (word[0] == '_' && word.starts_with(reserved_prefix))
    problems_.note(t.where, "the name '" + std::string{word}
                              + "' is reserved, as all that begin with '__troupe_'; rename it");
  at_ = end;
}

void lexer::scan_symbol(token& t) {
  const auto one = [&](token_kind kind) {
    t.kind = kind;
    at_ += 1;
  };
  const auto two = [&](token_kind kind) {
    t.kind = kind;
    at_ += 2;
  };
  using enum token_kind;
  const char second = peek(1);
  switch (peek()) {
    case '+': return one(plus);
    case '*': return one(star);
    case '%': return one(percent);
    case '^': return one(caret);
    case '#': return one(hash);
    case '&': return one(ampersand);
    case '|': return one(bar);
    case '(': return one(left_paren);
    case ')': return one(right_paren);
    case '{': return one(left_brace);
    case '}': return one(right_brace);
    case '[': return one(left_bracket);
    case ']': return one(right_bracket);
    case ';': return one(semicolon);
    case ',': return one(comma);
    case '@': return one(at);
    case '-': return second == '>' ? two(arrow) : one(minus);
    case '/': return second == '/' ? two(double_slash) : one(slash);
    case '~': return second == '=' ? two(not_equal) : one(tilde);
    case '=': return second == '=' ? two(equal_equal) : one(assign);
    case ':': return second == ':' ? two(double_colon) : one(colon);
    case '<': return second == '=' ? two(less_equal) : second == '<' ? two(less_less) : one(less);
    case '>':
      return second == '='   ? two(greater_equal)
             : second == '>' ? two(greater_greater)
                             : one(greater);
    case '?':  // `?:` is one token, but `T?::U` ends a type and begins a cast
      return second == ':' && peek(2) != ':' ? two(question_colon) : one(question);
    case '!':  // `a != b` is a mistake worth its own message, but `a! == b` is none
      return second == '=' && peek(2) != '=' ? two(exclamation_equal) : one(exclamation);
    case '.':
      if (second != '.')
        return one(dot);
      if (peek(2) != '.')
        return two(dot_dot);
      at_ += 3;
      t.kind = ellipsis;
      return;
    default: unexpected(t);
  }
}

void lexer::unexpected(const token& t) {
  const auto byte = static_cast<unsigned char>(peek());
  char number[8];
  std::snprintf(number, sizeof number, "0x%02X", byte);
  if (byte < 0x20 || byte == 0x7F)
    return fail(t.where, std::string{"unexpected control character "} + number
                           + "; delete it, or write it as an escape in a string");
  if (byte < 0x80)
    return fail(t.where, "unexpected symbol near '" + std::string(1, peek())
                           + "'; it means nothing in Lua outside a string");
  size_t length = 1;
  while (at_ + length < source_.size() && length < 4
         && (static_cast<unsigned char>(source_[at_ + length]) & 0xC0) == 0x80)
    ++length;
  const std::string_view character = source_.substr(at_, length);
  if (byte < 0xC2 || length == 1)
    return fail(t.where, std::string{"unexpected byte "} + number
                           + "; outside strings and comments only ASCII is allowed");
  if (character == "\u00A0" || character == "\u200B" || character == "\uFEFF")
    return fail(t.where, "invisible character that is not a blank; delete it or type a space");
  if (character == "\u201C" || character == "\u201D" || character == "\u2018"
      || character == "\u2019")
    return fail(t.where, "typographic quotation mark; strings are written with \" or '");
  fail(t.where, "unexpected character '" + std::string{character}
                  + "'; names consist of ASCII letters, digits and '_'");
}

}  // namespace troupe::syntax
