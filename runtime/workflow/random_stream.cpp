#include "runtime/workflow/random_stream.hpp"

#include "config/errc.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <cstring>

namespace troupe::runtime::workflow {

random_stream::random_stream(const random_seed& seed) : stream_(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free) {
  constexpr unsigned char from_the_start[16] = {};
  TROUPE_ASSERT(stream_ != nullptr && EVP_EncryptInit_ex(stream_.get(), EVP_chacha20(), nullptr, seed.data(), from_the_start) == 1);
}

random_stream::~random_stream() = default;

void random_stream::fill(void* to, size_t size) noexcept {
  constexpr size_t piece = 4096;
  static constexpr unsigned char zeros[piece] = {};
  auto* at = static_cast<unsigned char*>(to);
  for (size_t left = size; left > 0;) {
    const size_t now = std::min(left, piece);
    int made = 0;
    TROUPE_ASSERT(EVP_EncryptUpdate(stream_.get(), at, &made, zeros, static_cast<int>(now)) == 1 && made == static_cast<int>(now));
    at += now;
    left -= now;
  }
  drawn_ += size;
}

}  // namespace troupe::runtime::workflow
