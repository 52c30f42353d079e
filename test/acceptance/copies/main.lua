-- What crosses a boundary and how: process.md section 11, copy rules, on every way.
local check = require("check")
local time = require("time")
local funcs = require("funcs")

local host = "app:processes"
local ways = {}

local function each(name, v, test)
  local failed = {}
  for way, carry in pairs(ways) do
    local fine, why = pcall(function() return test(carry(v)) end)
    if not fine or why ~= true then
      failed[#failed + 1] = way .. " (" .. tostring(why) .. ")"
    end
  end
  check.ok(name, #failed == 0, table.concat(failed, ", "))
end

local function same(name, v)
  each(name, v, function(got)
    return type(got) == type(v) and (got == v or (got ~= got and v ~= v)) or tostring(got)
  end)
end

local function plain()
  each("nil", nil, function(got) return got == nil end)
  same("true", true)
  same("false", false)
  same("0", 0)
  same("an integer", 42)
  same("2^53", 9007199254740991)
  same("-2^53", -9007199254740991)
  same("a fraction", 0.1)
  same("the smallest number", 4.9406564584124654e-324)
  same("NaN", 0 / 0)
  same("inf", 1 / 0)
  same("-inf", -1 / 0)
  each("-0", -0.0, function(got) return got == 0 and 1 / got == -1 / 0 end)
  same("an empty text", "")
  same("NUL bytes", "a\0b\0")
  same("invalid UTF-8", "\255\254\192\128")
  local all = {}
  for i = 0, 255 do
    all[#all + 1] = string.char(i)
  end
  same("every byte", table.concat(all))
  same("a text of 1 MiB", string.rep("0123456789abcdef", 65536))
end

local function tables()
  each("an empty table", {}, function(got) return type(got) == "table" and next(got) == nil end)
  local json = require("json")
  each("empty objects and lists", json.decode('{"o":{},"l":[]}'), function(got)
    return json.encode(got.o) == "{}" and json.encode(got.l) == "[]"
  end)
  each("a list", {1, "two", true}, function(got) return #got == 3 and got[1] == 1 and got[2] == "two" and got[3] == true end)
  each("holes", {1, nil, 3, nil, 5}, function(got) return got[1] == 1 and got[2] == nil and got[3] == 3 and got[5] == 5 end)
  each("mixed keys", {1, 2, x = "x"}, function(got) return got[1] == 1 and got[2] == 2 and got.x == "x" end)
  each("keys that are no text", {[0] = "zero", [-1] = "minus", [1.5] = "half", [true] = "true", [2 ^ 53] = "far"},
    function(got)
      return got[0] == "zero" and got[-1] == "minus" and got[1.5] == "half" and got[true] == "true" and got[2 ^ 53] == "far"
    end)
  local key = {"key"}
  each("a table as key", {[key] = key}, function(got)
    local k, v = next(got)
    return type(k) == "table" and k == v and k[1] == "key"
  end)
  local cycle = {name = "cycle"}
  cycle.self, cycle.list = cycle, {cycle, {cycle}}
  each("cycles", cycle, function(got) return got.self == got and got.list[1] == got and got.list[2][1] == got and got ~= cycle end)
  local shared = {1}
  each("shared references", {a = shared, b = shared, c = {1}},
    function(got) return got.a == got.b and got.a ~= got.c and got.a ~= shared end)
  each("no metatable", setmetatable({x = 1}, {__index = {y = 2}, __tostring = function() return "t" end}),
    function(got) return got.x == 1 and got.y == nil and getmetatable(got) == nil end)
  local deep = {}
  local at = deep
  for i = 1, 100 do
    at.next = {depth = i}
    at = at.next
  end
  each("100 levels", deep, function(got)
    for i = 1, 100 do
      got = got.next
      if got.depth ~= i then
        return "at " .. i
      end
    end
    return true
  end)
  local abyss = {}
  for _ = 1, 10000 do
    abyss = {abyss}
  end
  for way, carry in pairs(ways) do
    local fine, why = pcall(carry, abyss)
    if not fine and not tostring(why):find("nests deeper", 1, true) then
      check.ok("10,000 levels by " .. way, false, why)
    end
  end
  check.ok("10,000 levels harm nobody", true)
  local wide = {}
  for i = 1, 10000 do
    wide[i] = i
  end
  each("10,000 items", wide, function(got) return #got == 10000 and got[1] == 1 and got[10000] == 10000 end)
end

local function errors_cross()
  local made = errors.new({message = "sold out", kind = errors.CONFLICT, retryable = true,
    details = {left = {0, {deep = "x"}}, at = 1.5}})
  each("an error object", {err = made}, function(got)
    local e = got.err
    local d = e:details()
    return type(e) == "userdata" and e:kind() == "Conflict" and e:message() == "sold out" and e:retryable() == true
      and d.left[1] == 0 and d.left[2].deep == "x" and d.at == 1.5
  end)
  each("retryable = false", {err = errors.new({message = "m", kind = errors.INVALID, retryable = false})},
    function(got) return got.err:retryable() == false and got.err:details() == nil end)
  each("retryable unknown", {err = errors.new("m")},
    function(got) return got.err:retryable() == nil and got.err:message() == "m" end)
end

local function unportable()
  local function gone(name, v)
    each(name .. " is nil", v, function(got) return got == nil or type(got) end)
    each(name .. " in a table is nil, the rest arrives", {v = v, list = {1, v, 3}, kept = "kept"}, function(got)
      return got.v == nil and got.kept == "kept" and got.list[1] == 1 and got.list[2] == nil and got.list[3] == 3
    end)
  end
  gone("a function", print)
  gone("a Lua function", function() return 1 end)
  gone("a coroutine", coroutine.create(print))
  gone("a channel", channel.new())
  gone("a payload", payload.new(5))
  gone("a time", time.now())
  gone("a duration", time.parse_duration("1s"))
  gone("a timer", time.timer("1h"))
  gone("a future", funcs.async("app:call", 1))
  process.send(process.pid(), "own", 1)
  gone("a message", (process.inbox():receive()))
  local got = process.exec("app:returns_strange", host)
  check.ok("in results too", got and got.f == nil and got.c == nil and got.co == nil and got.kept == "kept"
    and got.deep[1].f == nil and got.deep[1].n == 1)
end

local function apart(echo, echoes)
  local mine = {n = 1, list = {1}}
  process.send(echo, "t", mine)
  mine.n, mine.list[1] = 2, 2
  local theirs = check.receive(echoes)
  check.ok("sender and receiver share nothing", theirs.n == 1 and theirs.list[1] == 1)
end

local function main()
  local echoes, ready = process.listen("echo"), process.listen("ready")
  local echo = process.spawn("app:echo", host, process.pid())
  check.receive(ready)
  process.inbox()
  ways.message = function(v)
    process.send(echo, "t", v)
    return (check.receive(echoes))
  end
  ways.exec = function(v) return (process.exec("app:identity", host, v)) end
  ways.call = function(v) return (funcs.call("app:call", v)) end
  ways.async = function(v)
    local answer = check.receive(funcs.async("app:call", v):response())
    return answer:data()
  end
  plain()
  tables()
  errors_cross()
  unportable()
  apart(echo, echoes)
  process.terminate(echo)
  return check.done()
end

return {main = main}
