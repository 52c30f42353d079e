-- ends: terminated
-- Three tasks, none of which ever waits.
local function forever()
  while true do
  end
end

local function main()
  for _ = 1, 3 do
    coroutine.spawn(forever)
  end
  process.inbox():receive()
end

return {main = main}
