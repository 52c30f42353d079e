-- ends: terminated
-- Within one coroutine.
local function forever()
  while true do
  end
end

local function main()
  coroutine.wrap(forever)()
end

return {main = main}
