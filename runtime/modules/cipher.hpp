// Authenticated encryption of whole texts: nonce, ciphertext, tag, one behind the other.
//
// Thread: pure functions; nothing throws. The nonce is the caller's, who never uses one twice with a key.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace troupe::runtime::modules {

enum class cipher_kind : uint8_t { aes_gcm, chacha20_poly1305 };

inline constexpr size_t cipher_nonce_size = 12;
inline constexpr size_t cipher_tag_size = 16;
inline constexpr size_t cipher_overhead = cipher_nonce_size + cipher_tag_size;

// AES takes 16, 24 or 32 bytes, ChaCha20 takes 32.
bool fits_key(cipher_kind kind, size_t bytes) noexcept;

using cipher_nonce = std::array<unsigned char, cipher_nonce_size>;

// Writes data.size() + cipher_overhead bytes. False if libcrypto refuses.
bool encrypt(cipher_kind kind, std::string_view data, std::string_view key, std::string_view extra, const cipher_nonce& nonce,
             unsigned char* to) noexcept;

// Writes sealed.size() - cipher_overhead bytes; false, and what was written means nothing, if key, extra data or text are not those it was
// sealed with. `sealed` is at least cipher_overhead long.
bool decrypt(cipher_kind kind, std::string_view sealed, std::string_view key, std::string_view extra, unsigned char* to) noexcept;

}  // namespace troupe::runtime::modules
