#include "runtime/lua/operators.hpp"

#include "runtime/lua/lua.hpp"

#include <cmath>
#include <cstdint>
#include <iterator>

namespace troupe::runtime::lua {

namespace {

// Truncates towards zero into 64 bits; what does not fit saturates, as casting it would be undefined.
int64_t truncated(lua_Number n) {
  if (!(n > -9223372036854775808.0))
    return std::isnan(n) ? 0 : INT64_MIN;
  return n < 9223372036854775808.0 ? static_cast<int64_t>(n) : INT64_MAX;
}

int64_t operand(lua_State* L, int index, const char* operation) {
  if (lua_type(L, index) != LUA_TNUMBER)
    luaL_error(L, "attempt to perform %s on a %s value", operation, luaL_typename(L, index));
  return truncated(lua_tonumber(L, index));
}

int push(lua_State* L, int64_t n) {
  lua_pushnumber(L, static_cast<lua_Number>(n));
  return 1;
}

int l_idiv(lua_State* L) {
  const int64_t a = operand(L, 1, "arithmetic");
  const int64_t b = operand(L, 2, "arithmetic");
  if (b == 0)
    return luaL_error(L, "attempt to divide by zero");
  if (b == -1)  // INT64_MIN / -1 overflows
    return push(L, static_cast<int64_t>(0 - static_cast<uint64_t>(a)));
  const int64_t quotient = a / b;
  return push(L, a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient);
}

constexpr const char* bitwise = "bitwise operation";

int l_band(lua_State* L) { return push(L, operand(L, 1, bitwise) & operand(L, 2, bitwise)); }
int l_bor(lua_State* L) { return push(L, operand(L, 1, bitwise) | operand(L, 2, bitwise)); }
int l_bxor(lua_State* L) { return push(L, operand(L, 1, bitwise) ^ operand(L, 2, bitwise)); }
int l_bnot(lua_State* L) { return push(L, ~operand(L, 1, bitwise)); }

// A negative distance shifts the other way; to the right keeps the sign; 64 or more gives zero (the platform's rule).
int64_t shifted_left(int64_t a, int64_t by) {
  if (by <= -64 || by >= 64)
    return 0;
  return by >= 0 ? static_cast<int64_t>(static_cast<uint64_t>(a) << by) : a >> -by;
}

int l_shl(lua_State* L) { return push(L, shifted_left(operand(L, 1, bitwise), operand(L, 2, bitwise))); }

int l_shr(lua_State* L) {
  const int64_t by = operand(L, 2, bitwise);
  return push(L, by == INT64_MIN ? 0 : shifted_left(operand(L, 1, bitwise), -by));
}

constexpr lua_CFunction functions[] = {l_idiv, l_band, l_bor, l_bxor, l_shl, l_shr, l_bnot};

}  // namespace

bool push_operator(lua_State* L, std::string_view name) {
  for (size_t i = 0; i < std::size(operator_names); ++i)
    if (name == operator_names[i]) {
      lua_pushcfunction(L, functions[i]);
      return true;
    }
  return false;
}

}  // namespace troupe::runtime::lua
