-- ends: ok
-- ends: error
-- ends: terminated
-- A call that waits, within the handler of an error.
local time = require("time")

local function main()
  return xpcall(error, function()
    time.sleep("1ms")
    return "x"
  end)
end

return {main = main}
