-- ends: terminated
-- ends: memory
-- ends: error
-- Timers for an hour, none of them kept.
local time = require("time")

local function main()
  while true do
    time.after("1h")
  end
end

return {main = main}
