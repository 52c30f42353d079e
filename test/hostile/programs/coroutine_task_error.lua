-- ends: error in a task
-- An error in a task ends the process, whatever the others catch.
local time = require("time")

local function main()
  coroutine.spawn(function()
    time.sleep("1ms")
    error("in a task")
  end)
  while true do
    pcall(time.sleep, "1ms")
  end
end

return {main = main}
