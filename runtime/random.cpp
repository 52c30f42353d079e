#include "runtime/random.hpp"

#include "config/errc.hpp"

#include <sys/random.h>

#include <cerrno>

namespace troupe::runtime {

void system_random(void* to, size_t size) noexcept {
  auto* at = static_cast<char*>(to);
  while (size > 0) {
    const ssize_t got = getrandom(at, size, 0);
    TROUPE_ASSERT(got > 0 || errno == EINTR);
    if (got > 0) {
      at += got;
      size -= static_cast<size_t>(got);
    }
  }
}

}  // namespace troupe::runtime
