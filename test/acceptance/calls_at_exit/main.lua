-- The end of the program does not wait for function calls that nobody waits for: process.md section 14, cli.md "Exit codes".
local io = require("io")
local funcs = require("funcs")
local time = require("time")

local function sleeps()
  time.sleep("1h")
end

-- Hears twice: its caller has gone, the program ends.
local function listens(parent)
  local events = process.events()
  process.send(parent, "ready")
  for _ = 1, 2 do
    print("heard " .. events:receive().reason)
  end
end

-- Leaves calls under way; a function's caller is a process like any other.
local function leaves(parent)
  for _ = 1, 5 do
    funcs.async("app:sleeps")
  end
  process.send(parent, "ready")
  time.sleep("1h")
end

local function main()
  local ready = process.listen("ready")
  funcs.async("app:listens", process.pid())
  funcs.async("app:leaves", process.pid())
  ready:receive()
  ready:receive()
  io.print("calls are under way")
  return 0
end

return {main = main, sleeps = sleeps, listens = listens, leaves = leaves}
