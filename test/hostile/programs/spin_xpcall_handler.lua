-- ends: terminated
-- The handler of an ordinary error does not come back.
local function forever()
  while true do
  end
end

local function main()
  xpcall(error, forever)
end

return {main = main}
