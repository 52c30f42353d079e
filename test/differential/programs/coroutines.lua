--@ yields
local co = coroutine.create(function(a, b)
  local c = coroutine.yield(a + b)
  local d, e = coroutine.yield(c * 2)
  return d + e
end)
print(coroutine.resume(co, 1, 2)) print(coroutine.resume(co, 10)) print(coroutine.resume(co, 3, 4)) print(coroutine.resume(co))
print(coroutine.status(co))
--@ wrap
local gen = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end end)
print(gen(), gen(), gen(), gen(), pcall(gen))
--@ status
local co
co = coroutine.create(function() print(coroutine.status(co)) coroutine.yield() end)
print(coroutine.status(co)) coroutine.resume(co) print(coroutine.status(co)) coroutine.resume(co) print(coroutine.status(co))
--@ error_inside
local co = coroutine.create(function() error("oops") end)
print(coroutine.resume(co)) print(coroutine.status(co)) print(coroutine.resume(co))
--@ error_value
local co = coroutine.create(function() error({code = 7}) end)
local ok, e = coroutine.resume(co)
print(ok, type(e), e.code)
--@ wrap_error
print(pcall(coroutine.wrap(function() error("in wrap", 0) end)))
--@ yield_across_pcall
local co = coroutine.wrap(function() print(pcall(function() coroutine.yield(1) error("later", 0) end)) return "end" end)
print(co()) print(co())
--@ yield_in_iterator
local function iter() return coroutine.wrap(function() for _, v in ipairs({"a", "b"}) do coroutine.yield(v) end end) end
for v in iter() do print(v) end
--@ yield_in_metamethod
local t = setmetatable({}, {__index = function(_, k) return coroutine.yield(k) end})
local co = coroutine.wrap(function() return "got " .. t.x end)
print(co()) print(co("value"))
--@ producer_consumer
local producer = coroutine.create(function() for i = 1, 3 do coroutine.yield("item" .. i) end return "last" end)
while true do
  local _, item = coroutine.resume(producer)
  print(item)
  if coroutine.status(producer) == "dead" then break end
end
--@ permutations
local function permgen(a, n)
  if n == 0 then coroutine.yield(table.concat(a, " ")) return end
  for i = 1, n do a[n], a[i] = a[i], a[n] permgen(a, n - 1) a[n], a[i] = a[i], a[n] end
end
for p in coroutine.wrap(function() permgen({1, 2, 3}, 3) end) do print(p) end
--@ nested
local outer = coroutine.wrap(function()
  local inner = coroutine.wrap(function() coroutine.yield(1) coroutine.yield(2) end)
  coroutine.yield(inner()) coroutine.yield("between") coroutine.yield(inner())
end)
print(outer(), outer(), outer())
--@ many_values
local co = coroutine.wrap(function(...) local n = select("#", ...) return n, coroutine.yield(...) end)
print(co(1, nil, 3)) print(co("a", "b"))
--@ running
print(type(coroutine.running()), coroutine.wrap(function() return type(coroutine.running()) end)())
--@ resume_self
local co
co = coroutine.create(function() return coroutine.resume(co) end)
print(coroutine.resume(co))
--@ misuse
print(pcall(coroutine.create))
print(pcall(coroutine.resume, 1))
print(pcall(coroutine.status))
print(pcall(coroutine.wrap, "x"))
--@ thousand
local sum = 0
for i = 1, 1000 do
  local co = coroutine.wrap(function(x) sum = sum + x coroutine.yield() sum = sum + 1 end)
  co(i) co()
end
print(sum)
--@ yield_in_sort
local co = coroutine.wrap(function()
  local t = {3, 1, 2}
  print(pcall(table.sort, t, function(a, b) coroutine.yield("compare") return a < b end))
  return "end"
end)
print(co() ~= nil)
--@ yield_in_gsub
local co = coroutine.wrap(function() return (("ab"):gsub("%w", function(c) return coroutine.yield(c) end)) end)
print(pcall(co))
