// Hashes and keyed hashes of whole texts: the door of the pure modules to libcrypto's digests.
//
// Thread: pure functions; nothing throws.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace troupe::runtime::modules {

enum class digest_kind : uint8_t { md5, sha1, sha256, sha384, sha512 };

struct digest {
  static constexpr size_t bytes_max = 64;
  unsigned char bytes[bytes_max];
  size_t size = 0;  // 0: libcrypto refused, as it does to MD5 where policy forbids it

  std::string_view view() const noexcept { return {reinterpret_cast<const char*>(bytes), size}; }
};

digest digest_of(digest_kind kind, std::string_view data) noexcept;
digest hmac_of(digest_kind kind, std::string_view key, std::string_view data) noexcept;

// Writes two lower-case digits a byte.
void write_hex(std::string_view bytes, char* to) noexcept;

}  // namespace troupe::runtime::modules
