#include "config/yaml_text.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace troupe {

std::string join_surrogates(std::string_view text) {
  const auto unit =
    [&](size_t at) -> uint32_t {  // value of `\uXXXX` at a position, 0 if there is none
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u')
      return 0;
    uint32_t value = 0;
    for (size_t i = at + 2; i < at + 6; ++i) {
      const char c = text[i];
      const int digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0)
        return 0;
      value = value * 16 + static_cast<uint32_t>(digit);
    }
    return value;
  };
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    if (text[i] != '\\') {
      out += text[i++];
      continue;
    }
    const uint32_t high = unit(i);
    const uint32_t low = high >= 0xd800 && high < 0xdc00 ? unit(i + 6) : 0;
    if (low >= 0xdc00 && low < 0xe000) {
      out += fmt::format("\\U{:08x}", 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
      i += 12;
    } else {
      out += text.substr(i, 2);
      i += 2;
    }
  }
  return out;
}

}  // namespace troupe
