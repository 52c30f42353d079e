-- ends: terminated
-- ends: error
-- The text of an uncaught error is asked for while the process ends; asking must not hold up the host.
local function forever()
  while true do
  end
end

local function main()
  error(setmetatable({}, {__tostring = forever}))
end

return {main = main}
