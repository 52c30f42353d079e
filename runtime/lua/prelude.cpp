#include "runtime/lua/prelude.hpp"

#include "config/errc.hpp"
#include "config/limits.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/lua/vm.hpp"

#include <string>

namespace troupe::runtime::lua {

namespace {

// LT(a, b) becomes `a < b` or `before(a, b)`.
constexpr const char* sort_source = R"lua(
local type, error, rawget, rawset, floor, getmetatable = ...

local function wrong_order() error("invalid order function for sorting", 0) end

local function by_less(t, lo, up)
  while lo < up do
    local a, b = t[lo], t[up]
    if LT(b, a) then t[lo], t[up] = b, a end
    if up - lo == 1 then return end
    local i = floor((lo + up) / 2)
    a, b = t[i], t[lo]
    if LT(a, b) then
      t[i], t[lo] = b, a
    else
      b = t[up]
      if LT(b, a) then t[i], t[up] = b, a end
    end
    if up - lo == 2 then return end
    local pivot = t[i]
    t[i], t[up - 1] = t[up - 1], pivot
    i = lo
    local j = up - 1
    while true do
      i = i + 1
      a = t[i]
      while LT(a, pivot) do
        if i > up then wrong_order() end
        i = i + 1
        a = t[i]
      end
      j = j - 1
      b = t[j]
      while LT(pivot, b) do
        if j < lo then wrong_order() end
        j = j - 1
        b = t[j]
      end
      if j < i then break end
      t[i], t[j] = b, a
    end
    t[up - 1], t[i] = t[i], t[up - 1]
    if i - lo < up - i then
      by_less(t, lo, i - 1 BEFORE)
      lo = i + 1
    else
      by_less(t, i + 1, up BEFORE)
      up = i - 1
    end
  end
end
)lua";

constexpr const char* sort_entry = R"lua(
return function(t, before)
  if type(t) ~= "table" then
    error("bad argument #1 to 'sort' (table expected, got " .. (t == nil and "no value" or type(t)) .. ")", 2)
  end
  if before ~= nil and type(before) ~= "function" then
    error("bad argument #2 to 'sort' (function expected, got " .. type(before) .. ")", 2)
  end
  local n, items, raw = #t, t, getmetatable(t) ~= nil
  local first = rawget(t, 1)
  if first ~= nil then rawset(t, 1, first) end  -- a frozen table raises, be it in order or not
  if raw then  -- as the C function does: elements are read and written raw
    items, n = {}, 0
    while rawget(t, n + 1) ~= nil do
      n = n + 1
      items[n] = rawget(t, n)
    end
  end
  if before then by_order(items, 1, n, before) else by_less(items, 1, n) end
  if raw then
    for i = 1, n do rawset(t, i, items[i]) end
  end
end
)lua";

constexpr const char* gsub_source = R"lua(
local gsub, find, sub, byte, type, error, concat, tonumber = ...

-- One match: where it is and what replaces it; nil keeps the text.
local function replaced(s, by, from, to, capture, ...)
  if not from then return nil end
  if capture == nil then capture = sub(s, from, to) end
  local value
  if type(by) == "table" then value = by[capture] else value = by(capture, ...) end
  if not value then return from, to, nil end
  local kind = type(value)
  if kind ~= "string" and kind ~= "number" then
    error("invalid replacement value (a " .. kind .. ")", 3)
  end
  return from, to, value
end

return function(s, pattern, by, times)
  local kind = type(by)
  local plain = type(s)
  if (kind ~= "function" and kind ~= "table") or (plain ~= "string" and plain ~= "number") or type(pattern) ~= "string" then
    return gsub(s, pattern, by, times)
  end
  if times ~= nil then
    times = tonumber(times) or error("bad argument #4 to 'gsub' (number expected, got " .. type(times) .. ")", 2)
  end
  s = s .. ""
  local anchored = byte(pattern) == 94  -- ^
  local parts, n, count, at, size = {}, 0, 0, 1, #s
  while not times or count < times do
    local from, to, value = replaced(s, by, find(s, pattern, at))
    if not from then break end
    count = count + 1
    if from > at then
      n = n + 1
      parts[n] = sub(s, at, from - 1)
    end
    n = n + 1
    parts[n] = value or sub(s, from, to)
    if to >= from then
      at = to + 1
    else
      if from > size then
        at = from
        break
      end
      n = n + 1
      parts[n] = sub(s, from, from)
      at = from + 1
    end
    if anchored then break end
  end
  if count == 0 then return s, 0 end
  n = n + 1
  parts[n] = sub(s, at)
  return concat(parts, n), count
end
)lua";

constexpr const char* coroutine_source = R"lua(
local resume, create, yield, outwards, flag, depth_max, type, error = ...
local depth = 0

-- What the raw call answered. With the flag set the coroutine did not yield, it was preempted: whoever resumed this one must hear of
-- it first, then it goes on.
local function resumed(co, ...)
  if flag[1] then
    if outwards() then yield() end
    return resumed(co, resume(co))
  end
  depth = depth - 1
  return ...
end

local function iterated(co, ok, ...)
  if flag[1] then
    if outwards() then yield() end
    return iterated(co, resume(co))
  end
  depth = depth - 1
  if ok then return ... end
  error((...), 2)
end

local function named(value) return value == nil and "no value" or type(value) end

return function(co, ...)
  if type(co) ~= "thread" then error("bad argument #1 to 'resume' (coroutine expected)", 2) end
  if depth >= depth_max then return false, "stack overflow (coroutines resume each other too deep)" end
  depth = depth + 1
  return resumed(co, resume(co, ...))
end, function(f)
  if type(f) ~= "function" then error("bad argument #1 to 'wrap' (function expected, got " .. named(f) .. ")", 2) end
  local co = create(f)
  return function(...)
    if depth >= depth_max then error("stack overflow (coroutines resume each other too deep)", 2) end
    depth = depth + 1
    return iterated(co, resume(co, ...))
  end
end
)lua";

// LuaJIT's own draws from an empty interval as if nothing were wrong.
constexpr const char* random_source = R"lua(
local draw, type, error, tonumber = ...

local function number(value, position)
  local n = tonumber(value)
  if n then return n end
  error("bad argument #" .. position .. " to 'random' (number expected, got " .. (value == nil and "no value" or type(value)) .. ")", 3)
end

return function(low, high)
  if high == nil then
    if low == nil then return draw() end
    low, high = 1, low
    if type(high) ~= "number" then high = number(high, 1) end
    if not (high >= 1) then error("bad argument #1 to 'random' (interval is empty)", 2) end
  else
    if type(low) ~= "number" then low = number(low, 1) end
    if type(high) ~= "number" then high = number(high, 2) end
    if not (low <= high) then error("bad argument #2 to 'random' (interval is empty)", 2) end
  end
  return draw(low, high)
end
)lua";

// LuaJIT's own take Lua 5.2's further arguments.
constexpr const char* xpcall_source = "local xpcall = ... return function(f, handler) return xpcall(f, handler) end";
constexpr const char* log_source = "local log = ... return function(x) return log(x) end";

std::string replace_all(std::string text, std::string_view what, std::string_view by) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

std::string expand_less(std::string_view less) {
  std::string text = sort_source;
  for (size_t at = text.find("LT("); at != std::string::npos; at = text.find("LT(", at)) {
    const size_t comma = text.find(", ", at);
    const size_t end = text.find(')', comma);
    const std::string a = text.substr(at + 3, comma - at - 3);
    const std::string b = text.substr(comma + 2, end - comma - 2);
    std::string call{less};
    call = replace_all(replace_all(call, "$1", a), "$2", b);
    text.replace(at, end + 1 - at, call);
  }
  return text;
}

std::string whole_sort() {
  const std::string plain = replace_all(expand_less("$1 < $2"), " BEFORE", "");
  std::string ordered = expand_less("before($1, $2)");
  ordered = replace_all(ordered, " BEFORE", ", before");
  ordered = replace_all(ordered, "by_less(t, lo, up)", "by_order(t, lo, up, before)");
  ordered = replace_all(ordered, "by_less", "by_order");
  // Both begin with the same two locals; the second drops them.
  const size_t body = ordered.find("local function by_order");
  return plain + ordered.substr(body) + sort_entry;
}

// Compiled once; each machine loads the bytecode.
std::string compiled(const std::string& source, const char* name) {
  std::string code;
  lua_State* L = luaL_newstate();
  TROUPE_ASSERT(L != nullptr);
  const bool sound = luaL_loadbuffer(L, source.data(), source.size(), name) == 0;
  TROUPE_ASSERT(sound);
  const auto append = [](lua_State*, const void* part, size_t size, void* to) {
    static_cast<std::string*>(to)->append(static_cast<const char*>(part), size);
    return 0;
  };
  lua_dump(L, append, &code);
  lua_close(L);
  return code;
}

void push_chunk(lua_State* L, const std::string& code, const char* name) {
  if (luaL_loadbuffer(L, code.data(), code.size(), name) != 0)
    lua_error(L);
}

void push_fields(lua_State* L, int table, std::initializer_list<const char*> names) {
  for (const char* name : names)
    lua_getfield(L, table, name);
}

// The prelude's own copies of what a program may have replaced by the time a library opens.

int l_type(lua_State* L) {
  lua_pushstring(L, luaL_typename(L, 1));
  return 1;
}

int l_error(lua_State* L) {
  if (lua_type(L, 1) == LUA_TSTRING) {
    luaL_where(L, static_cast<int>(lua_tointeger(L, 2)));
    lua_pushvalue(L, 1);
    lua_concat(L, 2);
  } else {
    lua_settop(L, 1);
  }
  return lua_error(L);
}

int l_rawget(lua_State* L) {
  lua_settop(L, 2);
  lua_rawget(L, 1);
  return 1;
}

int l_rawset(lua_State* L) {
  lua_settop(L, 3);
  lua_rawset(L, 1);
  return 0;
}

int l_tonumber(lua_State* L) {
  if (lua_isnumber(L, 1) == 0)
    return 0;
  lua_pushnumber(L, lua_tonumber(L, 1));
  return 1;
}

int l_concat(lua_State* L) {
  const auto n = static_cast<int>(lua_tointeger(L, 2));
  luaL_Buffer text;
  luaL_buffinit(L, &text);
  for (int i = 1; i <= n; ++i) {
    lua_rawgeti(L, 1, i);
    luaL_addvalue(&text);
  }
  luaL_pushresult(&text);
  return 1;
}

int l_getmetatable(lua_State* L) {
  if (lua_getmetatable(L, 1) == 0)
    lua_pushnil(L);
  return 1;
}

int l_floor(lua_State* L) {
  lua_pushinteger(L, static_cast<lua_Integer>(lua_tonumber(L, 1)));
  return 1;
}

int l_outwards(lua_State* L) {
  lua_pushboolean(L, vm::of(L).preempt_outwards(L) ? 1 : 0);
  return 1;
}

void push_functions(lua_State* L, std::initializer_list<lua_CFunction> functions) {
  for (const lua_CFunction each : functions)
    lua_pushcfunction(L, each);
}

}  // namespace

void push_preemptible_sort(lua_State* L) {
  static const std::string code = compiled(whole_sort(), "=table.sort");
  push_chunk(L, code, "=table.sort");
  push_functions(L, {l_type, l_error, l_rawget, l_rawset, l_floor, l_getmetatable});
  lua_call(L, 6, 1);
}

void push_preemptible_gsub(lua_State* L, int strings) {
  static const std::string code = compiled(gsub_source, "=string.gsub");
  push_chunk(L, code, "=string.gsub");
  push_fields(L, strings, {"gsub", "find", "sub", "byte"});
  push_functions(L, {l_type, l_error, l_concat, l_tonumber});
  lua_call(L, 8, 1);
}

void replace_random(lua_State* L, int mathematics) {
  static const std::string code = compiled(random_source, "=math.random");
  push_chunk(L, code, "=math.random");
  push_fields(L, mathematics, {"random"});
  push_functions(L, {l_type, l_error, l_tonumber});
  lua_call(L, 4, 1);
  lua_setfield(L, mathematics, "random");
}

void replace_log(lua_State* L, int mathematics) {
  static const std::string code = compiled(log_source, "=math.log");
  push_chunk(L, code, "=math.log");
  push_fields(L, mathematics, {"log"});
  lua_call(L, 1, 1);
  lua_setfield(L, mathematics, "log");
}

void replace_xpcall(lua_State* L) {
  static const std::string code = compiled(xpcall_source, "=xpcall");
  push_chunk(L, code, "=xpcall");
  lua_insert(L, -2);
  lua_call(L, 1, 1);
}

void replace_resume(lua_State* L, int coroutines) {
  static const std::string code = compiled(coroutine_source, "=coroutine");
  push_chunk(L, code, "=coroutine");
  push_fields(L, coroutines, {"resume", "create", "yield"});
  lua_pushcfunction(L, l_outwards);
  vm::of(L).push_preemption_flag(L);
  lua_pushinteger(L, limits::coroutine_depth_max);
  push_functions(L, {l_type, l_error});
  lua_call(L, 8, 2);
  lua_setfield(L, coroutines, "wrap");
  lua_setfield(L, coroutines, "resume");
}

}  // namespace troupe::runtime::lua
