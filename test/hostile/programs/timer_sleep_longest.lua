-- ends: terminated
-- ends: ok
-- The longest sleep there is.
local time = require("time")

local function main()
  time.sleep(2 ^ 62)
  time.sleep("2562047h")
end

return {main = main}
