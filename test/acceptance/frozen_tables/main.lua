-- table.freeze, table.isfrozen: lua-language.md part 2. Every way to change a table, interpreted and compiled.
local check = require("check")
local json = require("json")
local logger = require("logger")
local time = require("time")

local frozen = "attempt to modify a frozen table"

local function made()
  return table.freeze({10, 20, 30, name = "kept", inner = {depth = 1}})
end

-- Each changes its argument.
local ways: {[string]: any} = {
  position = function(t) t[1] = 5 end,
  field = function(t) t.name = "other" end,
  removed_field = function(t) t.name = nil end,
  new_field = function(t) t.fresh = 1 end,
  new_position = function(t) t[#t + 1] = 1 end,
  named_key = function(t) local key = "na" .. "me"; t[key] = 1 end,
  fraction = function(t) t[1.5] = 1 end,
  rawset = function(t) rawset(t, "name", 1) end,
  rawset_position = function(t) rawset(t, 2, 1) end,
  insert = function(t) table.insert(t, 40) end,
  insert_first = function(t) table.insert(t, 1, 5) end,
  remove = function(t) table.remove(t); t[3] = 30 end,
  remove_first = function(t) table.remove(t, 1); t[3] = 30 end,
  sort = function(t) table.sort(t, function(a, b) return a > b end) end,
  sort_what_is_sorted = function(t) table.sort(t) end,
  metatable = function(t) setmetatable(t, {}) end,
}

local function names_of(t)
  local names = {}
  for name in pairs(t) do names[#names + 1] = name end
  table.sort(names)
  return names
end

local function is_as_made(t)
  return #t == 3 and t[1] == 10 and t[2] == 20 and t[3] == 30 and t.name == "kept" and t.fresh == nil and t[1.5] == nil
    and getmetatable(t) == nil
end

local function all_ways()
  for _, name in ipairs(names_of(ways)) do
    local t = made()
    check.raises(name, function() ways[name](t) end, frozen)
    check.ok(name .. " changed nothing", is_as_made(t))
  end
end

-- What stays: reading, walking, what is inside, copies.
local function what_works()
  local given = {1, a = 2}
  check.ok("freeze answers its table", table.freeze(given) == given)
  check.ok("isfrozen", table.isfrozen(given) and not table.isfrozen({}))
  check.ok("twice", table.freeze(given) == given)
  check.ok("a library is frozen", table.isfrozen(string) and table.isfrozen(process) and table.isfrozen(process.event))
  check.raises("a number", function() table.freeze(5 :: any) end, "table expected, got number")
  check.raises("nothing", function() (table.isfrozen :: any)() end, "table expected")
  local t = made()
  t.inner.depth = 2
  check.eq("shallow", t.inner.depth, 2)
  local walked = 0
  for _ in pairs(t) do walked = walked + 1 end
  check.eq("pairs", walked, 5)
  check.eq("concat", table.concat(t, " "), "10 20 30")
  check.eq("json", json.encode(table.freeze({1, 2})), "[1,2]")
  logger:error("fields stay", table.freeze({error = "kept"}))
  local caught = {}
  local guarded = table.freeze(setmetatable({there = 1}, {__newindex = function(_, k, v) caught[k] = v end}))
  guarded.absent = 7
  check.eq("__newindex takes what is absent", caught.absent, 7)
  check.raises("and not what is there", function() guarded.there = 2 end, frozen)
  process.send(process.pid(), "frozen", t)
  local back = process.inbox():receive():payload():data() :: any
  check.eq("a message carries it", back.inner.depth, 2)
  back.name = "free"
  check.eq("and its copy is free", back.name, "free")
end

-- Compiled code meets a frozen table where it saw others, and one that is frozen between two rounds of a loop.
local function compiled()
  local until_when = time.now():add("60ms")
  local n = 0
  while time.now():before(until_when) do n = n + 1 end  -- beyond the quantum, from which on loops are compiled
  for _, name in ipairs(names_of(ways)) do
    local change = ways[name]
    local tables = {}
    for i = 1, 300 do tables[i] = {10, 20, 30, name = "kept", inner = {}} end
    tables[251] = made()
    local reached = 0
    local function each(from, to)
      for i = from, to do
        reached = i
        change(tables[i])
      end
    end
    each(1, 250)
    local ok, err = pcall(each, 252, 300)
    check.ok(name .. ", others first", ok, err)
    ok, err = pcall(each, 200, 300)
    check.ok(name .. ", in a loop", not ok and reached == 251 and string.find(tostring(err), frozen, 1, true) ~= nil, err)
    check.ok(name .. ", nothing changed", is_as_made(tables[251]))
    local one = {10, 20, 30, name = "kept", inner = {}}
    ok = pcall(function()
      for i = 1, 2000 do
        reached = i
        change(one)
        if i == 1500 then table.freeze(one) end
      end
    end)
    check.ok(name .. ", frozen on the way", not ok and reached == 1501, reached)
  end
end

local function main()
  all_ways()
  what_works()
  compiled()
  return check.done()
end

return {main = main}
