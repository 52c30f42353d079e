-- ends: terminated
-- ends: error deadlock
-- A value for nobody: the process waits for ever.
local function main()
  channel.new():send(1)
end

return {main = main}
