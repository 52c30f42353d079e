-- ends: terminated
-- Ten thousand tasks that wake at the same moment, again and again.
local time = require("time")

local function main()
  for _ = 1, 10000 do
    coroutine.spawn(function()
      while true do
        time.sleep("10ms")
      end
    end)
  end
  process.inbox():receive()
end

return {main = main}
