// Classes of bytes, independent of the locale: outside strings and comments the dialect is plain ASCII.
#pragma once

#include <array>
#include <cstdint>

namespace troupe::syntax {

namespace detail {

enum : uint8_t { digit_bit = 1, letter_bit = 2, hex_bit = 4, space_bit = 8 };

constexpr std::array<uint8_t, 256> make_classes() {
  std::array<uint8_t, 256> classes{};
  for (unsigned c = '0'; c <= '9'; ++c)
    classes[c] = digit_bit | hex_bit;
  for (unsigned c = 'a'; c <= 'z'; ++c)
    classes[c] = classes[c - 'a' + 'A'] = letter_bit;
  for (unsigned c = 'a'; c <= 'f'; ++c)
    classes[c] = classes[c - 'a' + 'A'] = letter_bit | hex_bit;
  classes['_'] = letter_bit;
  for (const char c : {' ', '\t', '\v', '\f', '\n', '\r'})
    classes[static_cast<unsigned char>(c)] = space_bit;
  return classes;
}

inline constexpr std::array<uint8_t, 256> classes = make_classes();

constexpr bool has(char c, int bits) {
  return (classes[static_cast<unsigned char>(c)] & bits) != 0;
}

}  // namespace detail

constexpr bool is_digit(char c) {
  return detail::has(c, detail::digit_bit);
}
constexpr bool is_name_start(char c) {
  return detail::has(c, detail::letter_bit);
}
constexpr bool is_name_part(char c) {
  return detail::has(c, detail::letter_bit | detail::digit_bit);
}
constexpr bool is_hex_digit(char c) {
  return detail::has(c, detail::hex_bit);
}
constexpr bool is_space(char c) {
  return detail::has(c, detail::space_bit);
}
constexpr bool is_line_break(char c) {
  return c == '\n' || c == '\r';
}
constexpr bool is_blank(char c) {
  return is_space(c) && !is_line_break(c);
}

constexpr uint32_t hex_value(char c) {
  return static_cast<uint32_t>(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
}

}  // namespace troupe::syntax
