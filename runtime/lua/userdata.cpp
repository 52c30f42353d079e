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

void reserve_types(lua_State* L) {
  for (int i = 1; i < memory_account::types_max; ++i) {
    lua_pushboolean(L, 0);
    lua_rawseti(L, LUA_REGISTRYINDEX, i);
  }
}

}  // namespace troupe::runtime::lua
