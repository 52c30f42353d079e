-- ends: terminated
-- ends: memory
-- A select with a timeout, a hundred thousand times a second.
local time = require("time")

local function main()
  local ch = channel.new(1)
  while true do
    ch:send(1)
    channel.select({ch:case_receive(), time.after("1h"):case_receive()})
  end
end

return {main = main}
