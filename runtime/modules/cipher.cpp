#include "runtime/modules/cipher.hpp"

#include <openssl/evp.h>

#include <cstring>
#include <limits>
#include <memory>

namespace troupe::runtime::modules {

namespace {

struct free_context {
  void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
};
using context_ptr = std::unique_ptr<EVP_CIPHER_CTX, free_context>;

const EVP_CIPHER* algorithm(cipher_kind kind, size_t key_bytes) noexcept {
  if (kind == cipher_kind::chacha20_poly1305)
    return EVP_chacha20_poly1305();
  return key_bytes == 16 ? EVP_aes_128_gcm() : key_bytes == 24 ? EVP_aes_192_gcm() : EVP_aes_256_gcm();
}

const unsigned char* bytes_of(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// libcrypto counts in ints.
bool countable(std::string_view text) noexcept {
  return text.size() < static_cast<size_t>(std::numeric_limits<int>::max()) - cipher_overhead;
}

}  // namespace

bool fits_key(cipher_kind kind, size_t bytes) noexcept {
  return bytes == 32 || (kind == cipher_kind::aes_gcm && (bytes == 16 || bytes == 24));
}

bool encrypt(cipher_kind kind, std::string_view data, std::string_view key, std::string_view extra, const cipher_nonce& nonce,
             unsigned char* to) noexcept {
  const context_ptr context{EVP_CIPHER_CTX_new()};
  if (!context || !countable(data) || !countable(extra))
    return false;
  int size = 0;
  std::memcpy(to, nonce.data(), nonce.size());
  unsigned char* text = to + nonce.size();
  return EVP_EncryptInit_ex(context.get(), algorithm(kind, key.size()), nullptr, bytes_of(key), nonce.data()) == 1
         && (extra.empty() || EVP_EncryptUpdate(context.get(), nullptr, &size, bytes_of(extra), static_cast<int>(extra.size())) == 1)
         && (data.empty() || EVP_EncryptUpdate(context.get(), text, &size, bytes_of(data), static_cast<int>(data.size())) == 1)
         && EVP_EncryptFinal_ex(context.get(), text + data.size(), &size) == 1
         && EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(cipher_tag_size), text + data.size()) == 1;
}

bool decrypt(cipher_kind kind, std::string_view sealed, std::string_view key, std::string_view extra, unsigned char* to) noexcept {
  const context_ptr context{EVP_CIPHER_CTX_new()};
  if (!context || !countable(sealed) || !countable(extra))
    return false;
  const std::string_view nonce = sealed.substr(0, cipher_nonce_size);
  const std::string_view text = sealed.substr(cipher_nonce_size, sealed.size() - cipher_overhead);
  std::array<unsigned char, cipher_tag_size> tag;
  std::memcpy(tag.data(), sealed.data() + sealed.size() - cipher_tag_size, tag.size());
  int size = 0;
  return EVP_DecryptInit_ex(context.get(), algorithm(kind, key.size()), nullptr, bytes_of(key), bytes_of(nonce)) == 1
         && (extra.empty() || EVP_DecryptUpdate(context.get(), nullptr, &size, bytes_of(extra), static_cast<int>(extra.size())) == 1)
         && (text.empty() || EVP_DecryptUpdate(context.get(), to, &size, bytes_of(text), static_cast<int>(text.size())) == 1)
         && EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tag.size()), tag.data()) == 1
         && EVP_DecryptFinal_ex(context.get(), to + text.size(), &size) == 1;
}

}  // namespace troupe::runtime::modules
