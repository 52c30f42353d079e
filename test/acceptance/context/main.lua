-- Context values and how they are inherited: process.md section 17, plain-data rules of section 11.
local check = require("check")
local ctx = require("ctx")
local funcs = require("funcs")

local host = "app:processes"
local me = process.pid()

local function count(t)
  local n = 0
  for _ in pairs(t) do
    n = n + 1
  end
  return n
end

local function main()
  check.eq("nothing is set at first", count(ctx.all()), 0)
  local v, err = ctx.get("missing")
  check.err("a missing key", err, "NotFound", "key not found: missing")
  v, err = ctx.get("")
  check.err("an empty key", err, "Invalid", "empty key")

  local ex = funcs.new():with_context({user = "ann", n = 1})
  local got = ex:call("app:all")
  check.ok("an executor's values", got.user == "ann" and got.n == 1)
  check.eq("ctx.get", ex:call("app:get", "user"), "ann")
  v, err = ex:call("app:get", "nobody")
  check.err("a missing key in a function", err, "NotFound", "key not found: nobody")
  got = ex:with_context({n = 2, more = true}):call("app:all")
  check.ok("later values overlay earlier ones", got.user == "ann" and got.n == 2 and got.more == true)
  got = ex:call("app:all")
  check.ok("the first executor is unchanged", got.n == 1 and got.more == nil)
  check.eq("the caller has none of it", count(ctx.all()), 0)

  got = process.with_context({user = "bob"}):exec("app:all_process", host)
  check.eq("a spawner's values", got.user, "bob")
  got = funcs.new():with_context({top = "top", level2 = "overlaid"}):call("app:deep", 4)
  check.ok("values pass through functions and processes to any depth", got.top == "top" and got.level4 == 4 and got.level3 == 3
    and got.level2 == 2 and got.level1 == 1 and count(got) == 5, count(got))

  local up, after = process.listen("up"), process.listen("after")
  funcs.new():with_context({user = "eve"}):call("app:spawns", me)
  check.eq("plain spawn in a function inherits too", (check.receive(up) or {}).user, "eve")
  local pid = process.spawn("app:listener", host, me)
  check.eq("plain spawn without context has none", count(check.receive(up) or {1}), 0)
  process.send(pid, "message", 1)
  check.eq("messages carry no context", check.receive(after), nil)

  local function carried(value)
    return (process.with_context({v = value}):exec("app:all_process", host) or {}).v
  end
  local list = carried({1, 2, x = "lost"})
  check.ok("a table with a positive integer key is an array", list and #list == 2 and list.x == nil)
  list = carried({[3] = "c"})
  check.ok("holes are nil", list and list[3] == "c" and list[1] == nil)
  local map = carried({[true] = 1, a = 2, [1.5] = 3})
  check.ok("else all keys become text", map and map["true"] == 1 and map.a == 2 and map["1.5"] == 3)
  local empty = carried({})
  check.ok("an empty table stays empty", type(empty) == "table" and next(empty) == nil)
  local f = carried({f = print, ch = channel.new()})
  check.ok("functions and channels become text", f and type(f.f) == "string" and type(f.ch) == "string", f and type(f.f))
  check.eq("numbers stay", carried(1.5), 1.5)
  check.eq("bytes stay", carried("a\0b"), "a\0b")
  local cycle = {}
  cycle.me = cycle
  local fine, why = pcall(function() return process.with_context({v = cycle}):exec("app:all_process", host) end)
  check.ok("a cycle is refused", not fine or why == nil, tostring(why))
  return check.done()
end

return {main = main}
