#include "runtime/modules/base64_text.hpp"

#include <array>
#include <cstdint>

namespace troupe::runtime::modules {

namespace {

constexpr std::string_view alphabet =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr uint8_t no_digit = 0xff;

constexpr std::array<uint8_t, 256> digit_values = [] {
  std::array<uint8_t, 256> values{};
  values.fill(no_digit);
  for (size_t i = 0; i < alphabet.size(); ++i)
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<uint8_t>(i);
  return values;
}();

bool line_end(char c) noexcept {
  return c == '\r' || c == '\n';
}

}  // namespace

void encode_base64(std::string_view bytes, char* to) noexcept {
  const auto byte = [&](size_t i) {
    return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U;
  };
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const unsigned group = byte(i) << 16U | byte(i + 1) << 8U | byte(i + 2);
    *to++ = alphabet[group >> 18U];
    *to++ = alphabet[group >> 12U & 63U];
    *to++ = i + 1 < bytes.size() ? alphabet[group >> 6U & 63U] : '=';
    *to++ = i + 2 < bytes.size() ? alphabet[group & 63U] : '=';
  }
}

base64_result decode_base64(std::string_view text, char* to) noexcept {
  size_t i = 0;
  size_t written = 0;
  const auto skip_line_ends = [&] {
    while (i < text.size() && line_end(text[i]))
      ++i;
  };
  while (true) {
    unsigned group = 0;
    unsigned digits = 0;
    skip_line_ends();
    const size_t start = i;
    if (i == text.size())
      return {true, written, 0};
    for (; digits < 4; skip_line_ends()) {
      if (i == text.size())
        return {false, written, start};
      const uint8_t value = digit_values[static_cast<unsigned char>(text[i])];
      if (value == no_digit)
        break;
      group = group << 6U | value;
      ++digits;
      ++i;
    }
    const unsigned padding = 4 - digits;
    for (unsigned n = 0; n < padding; ++n, ++i, skip_line_ends())
      if (digits < 2 || i >= text.size() || text[i] != '=')
        return {false, written, i};
    group <<= 6U * padding;
    for (unsigned n = 0; n < 3 - padding; ++n)
      to[written++] = static_cast<char>(group >> (16U - 8U * n) & 0xffU);
    if (padding > 0)
      return i == text.size() ? base64_result{true, written, 0} : base64_result{false, written, i};
  }
}

}  // namespace troupe::runtime::modules
