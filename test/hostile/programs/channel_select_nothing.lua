-- ends: error deadlock
-- ends: terminated
-- A select of nothing waits for nothing.
local function main()
  channel.select({})
end

return {main = main}
