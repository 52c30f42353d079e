#include "runtime/lua/userdata.hpp"

#include "config/errc.hpp"

#include <atomic>

namespace troupe::runtime::lua {

namespace {

std::atomic<const char*> names[memory_account::types_max];

}  // namespace

void name_type(int number, const char* name) noexcept {
  names[number].store(name, std::memory_order_relaxed);
}

const char* type_name(int number) noexcept {
  const char* name = names[number].load(std::memory_order_relaxed);
  return name != nullptr ? name : "object";
}

int next_type_number() noexcept {
  static std::atomic<int> last{0};
  const int number = ++last;
  TROUPE_ASSERT(number < memory_account::types_max);
  return number;
}

}  // namespace troupe::runtime::lua
