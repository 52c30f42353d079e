-- ends: ok
-- ends: error
-- ends: terminated
-- The main coroutine, resumed by a task while it waits.
local time = require("time")

local function main()
  local own = coroutine.running()
  coroutine.spawn(function()
    pcall(coroutine.resume, own or coroutine.create(function() end), 1)
  end)
  time.sleep("10ms")
end

return {main = main}
