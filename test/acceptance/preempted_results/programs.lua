-- Each computes something from nothing, in another corner of the machine, for tens of milliseconds.
local json = require("json")

local programs = {}

function programs.loop()
  local s = 0
  for i = 1, 5e6 do s = (s * 31 + i) % 1000003 end
  return s
end

function programs.calls()
  local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
  return fib(27)
end

function programs.tables()
  local t = {}
  for i = 1, 1e5 do t[i] = {i, "x" .. i} end
  local s = 0
  for i = 1, #t do s = s + t[i][1] + #t[i][2] end
  return s
end

function programs.errors()
  local n = 0
  for i = 1, 3000 do
    local fine, err = pcall(function()
      local x = 0
      for j = 1, 500 do x = x + j end
      n = n + x
      if i % 2 == 0 then error("boom") end
    end)
    if not fine then n = n + #err end
  end
  return n
end

function programs.metamethods()
  local t = setmetatable({}, {__index = function(_, k) local s = 0 for i = 1, 10 do s = s + i end return k + s end})
  local s = 0
  for i = 1, 2e5 do s = s + t[i] end
  return s
end

function programs.gsub()
  local s = 0
  for _ = 1, 60 do
    local text, n = ("ab"):rep(300):gsub("a", function() local x = 0 for j = 1, 5 do x = x + j end return "cc" .. x end)
    s = s + #text + n
  end
  return s
end

function programs.sort()
  local t, h = {}, 0
  for i = 1, 40000 do t[i] = (i * 7919) % 1000003 end
  table.sort(t, function(a, b) return a < b end)
  for i = 1, #t do h = (h * 33 + t[i]) % 1000003 end
  return h
end

function programs.text()
  local out = {}
  for i = 1, 40000 do out[#out + 1] = string.format("%d:%s", i, ("q"):rep(i % 7)) end
  return #table.concat(out, ",")
end

function programs.generator()
  local function range(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end
  local s = 0
  for i in range(60000) do s = (s * 7 + i) % 1000003 end
  return s
end

function programs.nested()
  local function deep(level)
    if level == 0 then
      local s = 0
      for i = 1, 20000 do s = (s + i * i) % 1000003 end
      coroutine.yield(s)
      return s + 1
    end
    local co = coroutine.create(deep)
    local _, first = coroutine.resume(co, level - 1)
    coroutine.yield(first)
    local _, second = coroutine.resume(co)
    return second
  end
  local s = 0
  for _ = 1, 40 do
    local co = coroutine.create(deep)
    local _, a = coroutine.resume(co, 12)
    local _, b = coroutine.resume(co)
    s = (s * 3 + a + b) % 1000003
  end
  return s
end

function programs.tasks()
  local results = channel.new(4)
  for worker = 1, 4 do
    coroutine.spawn(function()
      local s = worker
      for i = 1, 3e5 do s = (s * 31 + i) % 1000003 end
      results:send(s)
    end)
  end
  local s = 0
  for _ = 1, 4 do s = s + results:receive() end
  return s
end

function programs.documents()
  local s = 0
  for i = 1, 300 do
    local text = json.encode({list = {1, 2, {deep = "x" .. i}}, n = i})
    s = s + #text + json.decode(text).n
  end
  for i = 1, 2e5 do s = (s + i) % 1000003 end
  return s
end

local names = {}
for name in pairs(programs) do names[#names + 1] = name end
table.sort(names)

return {
  computes = function(number) return {names[number] or "", names[number] and tostring(programs[names[number]]()) or ""} end,
}
