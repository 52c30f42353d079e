-- Ways to end with an error.
if process.id() == "app:killed" then
  process.registry.register("killed")
end

local function deeper(message)
  error("no use for " .. message:topic())
end

-- In a coroutine of its own, while main waits.
local function raises()
  coroutine.spawn(function()
    local inbox = process.inbox()
    while not process.registry.lookup("all sent") do
      require("time").sleep("1ms")
    end
    for _ = 1, 9 do
      inbox:receive()
    end
    deeper(inbox:receive())
  end)
  channel.new():receive()
end

local function greedy()
  local kept = {}
  while true do
    pcall(function()
      while true do kept[#kept + 1] = {("x"):rep(100)} end
    end)
  end
end

local function waits()
  process.inbox():receive()
end

local function flaky()
  error("not yet")
end

local function final()
  return nil, errors.new({message = "never", kind = errors.INVALID, retryable = false})
end

local function polite()
  process.events():receive()
  return nil, errors.new({message = "as you wish", kind = errors.CANCELED})
end

local function clumsy()
  process.events():receive()
  error("where is the exit?", 0)
end

return {raises = raises, greedy = greedy, waits = waits, flaky = flaky, final = final, polite = polite, clumsy = clumsy}
