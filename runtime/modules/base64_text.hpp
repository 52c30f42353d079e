// Base64 in the standard alphabet with padding (RFC 4648). Thread: pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace troupe::runtime::modules {

inline constexpr size_t base64_size(size_t bytes) noexcept {
  return (bytes + 2) / 3 * 4;
}
inline constexpr size_t base64_bytes_max(size_t characters) noexcept {
  return characters / 4 * 3 + 3;
}

// Writes base64_size(bytes.size()) characters.
void encode_base64(std::string_view bytes, char* to) noexcept;

// What decoding wrote, or where the text stops being base64.
struct base64_result {
  bool ok = false;
  size_t size = 0;  // bytes written
  size_t at = 0;    // position of the failure
};

// Ignores line ends. Writes at most base64_bytes_max(text.size()) bytes.
base64_result decode_base64(std::string_view text, char* to) noexcept;

}  // namespace troupe::runtime::modules
