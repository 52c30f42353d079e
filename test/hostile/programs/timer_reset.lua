-- ends: terminated
-- One timer, set anew for ever.
local time = require("time")

local function main()
  local timer = time.timer("1h")
  while true do
    timer:reset("1h")
  end
end

return {main = main}
