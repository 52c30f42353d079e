-- ends: terminated
-- Objects with finalizers of the host's, thrown away.
local time = require("time")

local function main()
  while true do
    time.timer("1h"):stop()
    time.now()
  end
end

return {main = main}
