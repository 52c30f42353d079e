-- ends: ok
-- ends: memory
-- A hundred thousand timers, and the wait for all of them.
local time = require("time")

local function main()
  local waits = {}
  for i = 1, 100000 do
    waits[i] = time.after("50ms")
  end
  for i = 1, 100000 do
    assert(waits[i]:receive())
  end
end

return {main = main}
