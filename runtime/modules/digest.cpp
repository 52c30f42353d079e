#include "runtime/modules/digest.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <limits>

namespace troupe::runtime::modules {

namespace {

const EVP_MD* algorithm(digest_kind kind) noexcept {
  switch (kind) {
    case digest_kind::md5: return EVP_md5();
    case digest_kind::sha1: return EVP_sha1();
    case digest_kind::sha256: return EVP_sha256();
    case digest_kind::sha384: return EVP_sha384();
    case digest_kind::sha512: return EVP_sha512();
  }
  return nullptr;
}

}  // namespace

digest digest_of(digest_kind kind, std::string_view data) noexcept {
  digest made;
  unsigned size = 0;
  if (EVP_Digest(data.data(), data.size(), made.bytes, &size, algorithm(kind), nullptr) == 1)
    made.size = size;
  return made;
}

digest hmac_of(digest_kind kind, std::string_view key, std::string_view data) noexcept {
  digest made;
  if (key.size() > static_cast<size_t>(std::numeric_limits<int>::max()))
    return made;
  unsigned size = 0;
  const char* bytes = key.empty() ? "" : key.data();  // a null key means "the one before" to libcrypto
  if (HMAC(algorithm(kind), bytes, static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(data.data()),
           data.size(), made.bytes, &size)
      != nullptr)
    made.size = size;
  return made;
}

void write_hex(std::string_view bytes, char* to) noexcept {
  static constexpr char digits[] = "0123456789abcdef";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    *to++ = digits[byte >> 4U];
    *to++ = digits[byte & 15U];
  }
}

}  // namespace troupe::runtime::modules
