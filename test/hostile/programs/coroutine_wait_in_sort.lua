-- ends: ok
-- ends: error
-- ends: terminated
-- A call that waits, within a comparator.
local time = require("time")

local function main()
  table.sort({3, 2, 1}, function()
    time.sleep("1ms")
    return false
  end)
end

return {main = main}
