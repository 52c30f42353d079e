#include "runtime/syntax/literals.hpp"

#include "runtime/syntax/characters.hpp"

#include <cstdint>
#include <cstdio>

namespace troupe::syntax {

namespace {

void append_utf8(uint32_t code, std::string& out) {
  const auto put = [&](uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

// One escape sequence, from behind its backslash.
struct escape {
  enum class kind { bytes, line_break, nothing };
  kind what = kind::bytes;
  std::string bytes;    // what it stands for
  size_t length = 1;    // in the source, without the backslash
  bool common = false;  // LuaJIT reads it the same
};

size_t line_break_length(std::string_view rest) {
  return rest.size() > 1 && is_line_break(rest[1]) && rest[1] != rest[0] ? 2 : 1;
}

escape read_unicode(std::string_view rest) {
  escape result{.bytes = "u"};
  if (rest.size() < 2 || rest[1] != '{')
    return result;
  size_t at = 2;
  uint64_t code = 0;
  while (at < rest.size() && is_hex_digit(rest[at]) && at < 21)
    code = code * 16 + hex_value(rest[at++]);
  if (at == 2 || at >= rest.size() || rest[at] != '}')
    return result;
  result.bytes.clear();
  append_utf8(static_cast<uint32_t>(code), result.bytes);
  result.length = at + 1;
  return result;
}

escape read_escape(std::string_view rest) {
  escape result;
  const char c = rest[0];
  if (is_line_break(c)) {
    result.what = escape::kind::line_break;
    result.length = line_break_length(rest);
    return result;
  }
  if (is_digit(c)) {
    uint32_t value = 0;
    size_t at = 0;
    while (at < 3 && at < rest.size() && is_digit(rest[at]))
      value = value * 10 + static_cast<uint32_t>(rest[at++] - '0');
    result.bytes = static_cast<char>(value);
    result.length = at;
    result.common = true;
    return result;
  }
  constexpr std::string_view letters = "abfnrtv\\\"'";
  constexpr std::string_view values = "\a\b\f\n\r\t\v\\\"'";
  if (const size_t known = letters.find(c); known != std::string_view::npos) {
    result.bytes = values[known];
    result.common = true;
    return result;
  }
  if (c == 'x' && rest.size() > 2 && is_hex_digit(rest[1]) && is_hex_digit(rest[2])) {
    result.bytes = static_cast<char>(hex_value(rest[1]) * 16 + hex_value(rest[2]));
    result.length = 3;
    result.common = true;
    return result;
  }
  if (c == 'z') {
    result.what = escape::kind::nothing;
    while (result.length < rest.size() && is_space(rest[result.length]))
      ++result.length;
    result.common = true;
    return result;
  }
  if (c == 'u')
    return read_unicode(rest);
  result.bytes = c;
  return result;
}

std::string decode_long(std::string_view literal) {
  const size_t bracket = literal.find('[', 1) + 1;
  std::string_view text = literal.substr(bracket, literal.size() - 2 * bracket);
  if (!text.empty() && is_line_break(text[0]))
    text.remove_prefix(line_break_length(text));
  std::string result;
  result.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    if (is_line_break(text[at])) {
      result += '\n';
      at += line_break_length(text.substr(at));
    } else {
      result += text[at++];
    }
  }
  return result;
}

}  // namespace

std::string decode_string(std::string_view literal) {
  if (literal[0] == '[')
    return decode_long(literal);
  const std::string_view text = literal.substr(1, literal.size() - 2);
  std::string result;
  result.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    if (text[at] != '\\') {
      result += text[at++];
      continue;
    }
    const escape found = read_escape(text.substr(at + 1));
    if (found.what == escape::kind::line_break)
      result += '\n';
    else if (found.what == escape::kind::bytes)
      result += found.bytes;
    at += 1 + found.length;
  }
  return result;
}

void rewrite_string(std::string_view literal, std::string& out) {
  const char quote = literal[0];
  const std::string_view text = literal.substr(1, literal.size() - 2);
  out += quote;
  for (size_t at = 0; at < text.size();) {
    if (text[at] != '\\') {
      out += text[at++];
      continue;
    }
    const escape found = read_escape(text.substr(at + 1));
    if (found.common || found.what == escape::kind::line_break) {
      out += text.substr(at, 1 + found.length);
    } else {
      for (const char c : found.bytes) {
        char digits[5];
        std::snprintf(digits, sizeof digits, "\\%03u",
                      static_cast<unsigned>(static_cast<unsigned char>(c)));
        out += digits;
      }
    }
    at += 1 + found.length;
  }
  out += quote;
}

}  // namespace troupe::syntax
