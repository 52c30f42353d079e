local ctx = require("ctx")
local funcs = require("funcs")

local function all()
  return ctx.all()
end

local function get(key)
  return ctx.get(key)
end

-- Functions and processes in turn, to the given depth; each level adds one value.
local function deep(n)
  if n == 0 then
    return ctx.all()
  end
  return process.with_context({["level" .. n] = n}):exec("app:deep_process", "app:processes", n - 1)
end

local function deep_process(n)
  if n == 0 then
    return ctx.all()
  end
  return funcs.new():with_context({["level" .. n] = n}):call("app:deep", n - 1)
end

local function spawns(watcher)
  process.spawn("app:listener", "app:processes", watcher)
end

local function listener(watcher)
  process.send(watcher, "up", (ctx.all()))
  local msg = process.inbox():receive()
  process.send(watcher, "after", (ctx.get("secret")))
end

return {all = all, get = get, deep = deep, deep_process = deep_process, spawns = spawns, listener = listener}
