local time = require("time")
local json = require("json")
local funcs = require("funcs")

local makers = {
  integral = function() return 5.0 end,
  fraction = function() return 1.5 end,
  large = function() return 2 ^ 53 end,
  nan = function() return 0 / 0 end,
  inf = function() return {a = 1 / 0, b = -1 / 0} end,
  text = function() return "zwölf €" end,
  yes = function() return true end,
  array = function() return {1, "two", {3}} end,
  object = function() return {a = {b = {c = "deep"}}} end,
  empty = function() return {} end,
  emptied = function()
    local t = {a = 1}
    t.a = nil
    return t
  end,
  functions = function() return {a = 1, f = print, at = time.now(), channel = channel.new()} end,
  alone = function() return print end,
  error = function() return {err = errors.new({message = "as text", kind = errors.INVALID})} end,
  sparse = function() return {[1] = 1, [3] = 3} end,
  mixed = function() return {1, a = 2} end,
  cycle = function()
    local t = {}
    t.me = t
    return t
  end,
  deep = function()
    local t = {}
    for _ = 1, 200 do
      t = {t}
    end
    return t
  end,
  shared = function()
    local t = {1}
    return {a = t, b = t}
  end,
}

local function gives(what)
  return makers[what]()
end

-- What the code has of its arguments.
local function takes(value, ...)
  return {type = type(value), value = value, more = select("#", ...)}
end

local function hears()
  local got = process.inbox():receive():payload():data()
  return {type = type(got), value = got}
end

-- The receiver's copy and one's own are two; an activity answers what it was given.
local function passes()
  local own = {list = {1, 2}}
  local copy = funcs.call("app:echo", own)
  copy.list[1] = 10
  local inner = funcs.call("app:echo", {f = print, n = 1})
  return {own = own.list[1], same = copy.list[2], inner = inner.f == nil and inner.n == 1, encoded = json.encode(funcs.call("app:echo", {2, 1}))}
end

return {gives = gives, takes = takes, hears = hears, passes = passes}
