// Numbers as keys: eight bytes, the greatest first, so that the order of bytes is the order of numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace troupe::runtime::journal {

inline void append_number(std::string& key, uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8)
    key.push_back(static_cast<char>(number >> shift));
}

inline std::string key_of(uint64_t number) {
  std::string key;
  append_number(key, number);
  return key;
}

// Nothing if the bytes are no such number.
inline std::optional<uint64_t> number_in(std::string_view bytes) noexcept {
  if (bytes.size() != 8)
    return std::nullopt;
  uint64_t number = 0;
  for (const char each : bytes)
    number = number << 8 | static_cast<unsigned char>(each);
  return number;
}

}  // namespace troupe::runtime::journal
