#include "runtime/lua/userdata.hpp"

#include "config/errc.hpp"

#include <atomic>

namespace troupe::runtime::lua {

int next_type_number() noexcept {
  static std::atomic<int> last{0};
  const int number = ++last;
  TROUPE_ASSERT(number < memory_account::types_max);
  return number;
}

}  // namespace troupe::runtime::lua
